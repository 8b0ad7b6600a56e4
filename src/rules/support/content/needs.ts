import { willStart } from '../../../binaries/start/start.ts';
import { isShell } from '../../../dockerfile/tools.ts';
import type { Root } from '../../../image/reader.ts';
import type { ImageConfig } from '../../../image/types.ts';
import { readShell } from '../../../shell/read.ts';

/** What an image is seen to need of its programs. */
export interface Needs {
  /** The files that start, links followed: the program, what interprets it, what the health check runs. */
  readonly paths: ReadonlySet<string>;
  /** The names of commands in shell scripts of the configuration. */
  readonly commands: ReadonlySet<string>;
  /** A shell runs something that is not followed, which may call any program. */
  readonly script: boolean;
}

/**
 * What starting the image and its health check need, by the proof that it starts.
 * @returns undefined where that is not known, or where it is to be used by people: no command, or a shell alone
 */
export function needsOf(root: Root, config: ImageConfig): Needs | undefined {
  const words = [...(config.entrypoint ?? []), ...(config.cmd ?? [])];
  if (words.length === 0) return undefined;
  const main = willStart(root, config);
  // A shell that is given nothing to run waits for somebody who types.
  if (isShell(words.at(-1)!) || (words.length === 2 && isShell(words[0]!) && words[1]!.startsWith('-')))
    return undefined;
  if (main.starts === 'no') return undefined;
  const proofs = [main];
  const texts = scriptsIn(words);
  const [kind, ...check] = config.healthcheck?.test ?? [];
  const health =
    kind === 'CMD' ? check : kind === 'CMD-SHELL' ? [...(config.shell ?? ['/bin/sh', '-c']), ...check] : [];
  if (health.length > 0) {
    proofs.push(willStart(root, config, { command: health }));
    texts.push(...scriptsIn(health));
  }
  const paths = new Set<string>();
  for (const { path } of proofs.flatMap(({ proof }) => proof)) {
    const real = path === undefined ? undefined : root.resolve(path);
    if (real !== undefined) paths.add(real);
  }
  return {
    paths,
    commands: new Set(texts.flatMap(commandsIn)),
    script:
      main.proof.some(({ path }) => path !== undefined && isShell(path)) &&
      (texts.length === 0 || main.starts === 'unknown'),
  };
}

/** The scripts that shells are given as words. */
function scriptsIn(words: readonly string[]): string[] {
  const at = words.findIndex(
    (word, index) => /^-[a-z]*c$/.test(word) && index > 0 && isShell(words[index - 1]!),
  );
  const script = at === -1 ? undefined : words[at + 1];
  return script === undefined ? [] : [script];
}

function commandsIn(text: string): string[] {
  const { commands } = readShell({ text, span: (start, end) => ({ start, end }) });
  return commands.flatMap(({ words, prefixes }) =>
    [...prefixes, ...words]
      .filter(({ literal }) => literal)
      .map(({ value }) => value.slice(value.lastIndexOf('/') + 1)),
  );
}
