import { join } from 'node:path';
import { whyNotText } from '../core/encoding.ts';
import { PlimsollError } from '../core/errors.ts';
import type { Severity } from '../core/severity.ts';
import { Source } from '../core/source.ts';
import { readHadolint } from './hadolint.ts';
import type { RuleIds } from './ids.ts';
import type { PeerFile } from './peer-file.ts';
import type { PeerSettings } from './settings.ts';
import { readTrivyIgnore, readTrivyIgnoreYaml } from './trivyignore.ts';
import type { PolicyIo, Waiver } from './types.ts';
import { mostBytes } from './yaml.ts';

/** What the peers' own files say. */
export interface Peers extends PeerSettings {
  readonly waivers: readonly Waiver[];
  /** False by hadolint's `disable-ignore-pragma`. */
  readonly hadolintPragmas: boolean;
  /** The files that were read, as shown to people. */
  readonly sources: readonly string[];
}

/** Where to look, and how. */
export interface PeerPlace {
  /** Folders in order of preference: the working directory, then the root of the configuration. */
  readonly folders: readonly string[];
  readonly show: (path: string) => string;
  readonly io: PolicyIo;
  readonly ids: RuleIds;
}

export const noPeers: Peers = {
  waivers: [],
  severities: new Map<string, Severity>(),
  options: new Map(),
  hadolintPragmas: true,
  sources: [],
};

/**
 * Reads `.hadolint.yaml`, `.trivyignore` and `.trivyignore.yaml`, each from the first folder that has it; hadolint's
 * also from the user's configuration folder.
 * @throws PlimsollError `config`, naming the place, when one of them is broken YAML, too large, no plain file, or no text.
 */
export const readPeers = async (place: PeerPlace): Promise<Peers> => {
  const { folders } = place;
  const hadolint = firstFile(
    [
      ...folders.flatMap((folder) => [join(folder, '.hadolint.yaml'), join(folder, '.hadolint.yml')]),
      ...userFiles(place.io),
    ],
    place,
  );
  const list = firstFile(
    folders.map((folder) => join(folder, '.trivyignore')),
    place,
  );
  const yaml = firstFile(
    folders.flatMap((folder) => [join(folder, '.trivyignore.yaml'), join(folder, '.trivyignore.yml')]),
    place,
  );
  const found = hadolint ? await readHadolint(hadolint, place.ids) : undefined;
  const trivy = [...(list ? readTrivyIgnore(list) : []), ...(yaml ? await readTrivyIgnoreYaml(yaml) : [])];
  return {
    ...noPeers,
    ...found,
    waivers: [...(found?.waivers ?? []), ...trivy],
    sources: [hadolint, list, yaml].flatMap((file) => (file ? [file.source.path] : [])),
  };
};

/** Where hadolint looks for the user's own configuration. */
const userFiles = (io: PolicyIo): string[] => {
  const home = io.env('HOME');
  const settings = io.env('XDG_CONFIG_HOME') || (home && join(home, '.config'));
  return [
    ...(settings ? [join(settings, 'hadolint.yaml')] : []),
    ...(home ? [join(home, '.hadolint.yaml')] : []),
  ];
};

const firstFile = (paths: readonly string[], { io, show }: PeerPlace): PeerFile | undefined => {
  for (const path of new Set(paths)) {
    const size = io.size(path);
    // What a team has waived must not be left out in silence.
    if (size === undefined && io.exists(path)) throw notRead(show(path), 'it is not a plain file');
    if (size === undefined) continue;
    if (size > mostBytes) throw notRead(show(path), 'it is larger than 1 MiB');
    const text = io.read(path);
    if (text === undefined) throw notRead(show(path), 'it cannot be read');
    const why = whyNotText(text);
    if (why) throw new PlimsollError('config', `${show(path)}: ${why}`);
    return { source: new Source(show(path), text), folder: join(path, '..') };
  }
  return undefined;
};

const notRead = (path: string, why: string): PlimsollError =>
  new PlimsollError(
    'config',
    `${path}: ${why}, so what it says would not hold; mend it, or set “peers: false” in plimsoll.yaml`,
  );
