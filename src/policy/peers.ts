import { join } from 'node:path';
import type { WaiverNote } from '../core/finding.ts';
import type { Severity } from '../core/severity.ts';
import { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { readHadolint } from './hadolint.ts';
import type { RuleIds } from './ids.ts';
import { isDay } from './kinds.ts';
import { dayBefore } from './pragma-syntax.ts';
import type { PeerSettings } from './settings.ts';
import type { PolicyIo, Waiver } from './types.ts';
import { mostBytes, readYaml, type ScalarValue, type Value } from './yaml.ts';

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
 * @throws PlimsollError `config`, naming the place, when one of them is broken YAML.
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

/** A peer's file with the folder that its paths are relative to. */
export interface PeerFile {
  readonly source: Source;
  readonly folder: string;
}

/** A waiver that a peer's file stands for. */
export const peerWaiver = (
  file: PeerFile,
  at: Span,
  rule: string,
  note: Omit<WaiverNote, 'kind' | 'source'>,
  paths?: readonly string[],
): Waiver => ({
  rules: [rule],
  ...(paths ? { paths } : {}),
  at: { source: file.source, span: at },
  root: file.folder,
  note: { ...note, source: `${file.source.path}:${file.source.lineOf(at.start)}`, kind: 'peer' },
});

/**
 * `.trivyignore`: an id per line, `exp:2027-01-31` behind it, comments. The comment above is the reason, else what
 * stands behind `#` on the line. A line whose expiry is no date ignores nothing, as in Trivy.
 */
export const readTrivyIgnore = (file: PeerFile): Waiver[] => {
  const { source } = file;
  const found: Waiver[] = [];
  let above: string[] = [];
  for (let line = 1; line <= source.lineStarts.length; line++) {
    const at = source.lineSpan(line);
    const text = source
      .slice(at)
      .replace(/^\uFEFF/, '')
      .trim();
    if (text.startsWith('#')) above.push(text.slice(1).trim());
    else if (text === '') above = [];
    else {
      const [id = '', ...words] = text.split(/\s+/);
      const expiry = words.find((word) => word.startsWith('exp:'))?.slice('exp:'.length);
      const hash = text.indexOf('#');
      const reason =
        above.join(' ').trim() || (hash < 0 ? '' : text.slice(hash + 1).trim()) || `listed in ${source.path}`;
      if (expiry === undefined) found.push(peerWaiver(file, at, id, { reason }));
      else if (isDay(expiry)) found.push(peerWaiver(file, at, id, { reason, until: dayBefore(expiry) }));
    }
  }
  return found;
};

/** `.trivyignore.yaml`: of its sections `misconfigurations`, whose ids are those that our rules answer to. */
export const readTrivyIgnoreYaml = async (file: PeerFile): Promise<Waiver[]> => {
  const section = member(await readYaml(file.source), 'misconfigurations');
  if (section?.kind !== 'list') return [];
  return section.items.flatMap((item) => {
    const id = textOf(member(item, 'id'));
    const expiry = textOf(member(item, 'expired_at'));
    if (!id || (expiry !== undefined && !isDay(expiry.slice(0, 10)))) return [];
    const paths = member(item, 'paths');
    const globs = paths?.kind === 'list' ? paths.items.flatMap((one) => textOf(one) ?? []) : [];
    const reason = textOf(member(item, 'statement')) ?? `listed in ${file.source.path}`;
    const until = expiry === undefined ? {} : { until: dayBefore(expiry.slice(0, 10)) };
    return [peerWaiver(file, item.span, id, { reason, ...until }, globs.length > 0 ? globs : undefined)];
  });
};

/** The value of a key, when there is one. */
export const member = (value: Value | undefined, key: string): Value | undefined =>
  value?.kind === 'map' ? value.entries.find((entry) => entry.key === key)?.value : undefined;

/** A scalar's text; undefined for what is empty or no scalar. */
export const textOf = (value: Value | undefined): string | undefined =>
  value?.kind === 'scalar' && value.value !== null ? scalarText(value) : undefined;

const scalarText = (value: ScalarValue): string =>
  typeof value.value === 'string' ? value.value : value.text;

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
    if (size === undefined || size > mostBytes) continue;
    const text = io.read(path);
    if (text !== undefined) return { source: new Source(show(path), text), folder: join(path, '..') };
  }
  return undefined;
};
