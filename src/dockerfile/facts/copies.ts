import type { BaseFacts } from '../../bases/types.ts';
import type { FileFact } from '../../core/facts.ts';
import { lastName } from '../../core/paths.ts';
import type { Stage } from '../build-types.ts';
import { resolveDirectory } from '../states.ts';
import type { Word } from '../tree.ts';
import type { Step, View } from './view.ts';

/** One source of a COPY or ADD, and what it surely is. */
export interface CopySource {
  readonly text: string;
  readonly kind: 'file' | 'directory' | 'unclear';
  /** A heredoc's, URL's or repository's source is none of the instruction's context. */
  readonly from: FileFact['from'];
}

/** A COPY or ADD with its variables expanded and its paths made absolute. */
export interface CopyView {
  readonly sources: readonly CopySource[];
  /** Absolute, with `/` behind it when it is certainly a directory; undefined when unknown. */
  readonly destination: string | undefined;
  /** Why the destination is unknown. */
  readonly why: string;
  /** Where single files end, as far as that is known. */
  readonly paths: readonly string[];
  /** What `--from` names. */
  readonly fromName?: string;
  readonly stage?: Stage;
  readonly image?: { readonly reference: string; readonly base?: BaseFacts };
  readonly owner?: string;
  readonly mode?: string;
}

/** Reads a COPY or ADD; `workdir` is the working directory in force, when it is known. */
export function copyOf(
  view: View,
  stage: Stage,
  step: Step<'COPY' | 'ADD'>,
  workdir: string | undefined,
): CopyView {
  const text = (word: Word) => {
    const expanded = view.expand('value' in word ? (word.value as string) : word, step, stage);
    return 'value' in expanded ? expanded.value : word.text;
  };
  const flag = (name: string) => {
    const value = step.flags.find((each) => each.name === name)?.value;
    return value && text(value);
  };
  const reference = step.from ? view.referenceOf(step)?.to : undefined;
  const from = reference?.kind === 'stage' || reference?.kind === 'image' ? reference : undefined;
  const elsewhere = step.from && (reference?.kind === 'image' ? 'image' : 'stage');
  const names = step.sources.map((word) => {
    const written = text(word);
    return { text: written, from: elsewhere ?? kindOf(step, word, written) };
  });
  const { path, why } = destinationOf(view, stage, step, workdir, names.length > 1);
  const sources = names.map((source) => ({ ...source, kind: sourceKind(view, step, source, path, from) }));
  const owner = flag('chown');
  const mode = flag('chmod');
  return {
    sources,
    destination: path,
    why,
    paths: path === undefined ? [] : sources.flatMap((source) => pathOf(source, path) ?? []),
    ...(elsewhere ? { fromName: fromName(from) ?? text(step.from!.value ?? step.name) } : {}),
    ...(from?.kind === 'stage' ? { stage: from.stage } : {}),
    ...(from?.kind === 'image' ? { image: from } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...(mode === undefined ? {} : { mode }),
  };
}

type From =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | ({ readonly kind: 'image' } & CopyView['image']);

const fromName = (
  from: { kind: 'stage'; stage: Stage } | { kind: 'image'; reference: string } | undefined,
) => (from === undefined ? undefined : from.kind === 'stage' ? from.stage.label : from.reference);

function kindOf(step: Step<'COPY' | 'ADD'>, word: Word, text: string): FileFact['from'] {
  if (step.heredocs.some(({ opener }) => opener.start === word.span.start)) return 'heredoc';
  if (step.keyword === 'COPY') return 'context';
  if (/^(?:git@|git:\/\/|ssh:\/\/)|^https?:\/\/[^?#]*\.git(?:[#?]|$)/.test(text)) return 'git';
  return /^(?:https?|ftp):\/\//i.test(text) ? 'url' : 'context';
}

function destinationOf(
  view: View,
  stage: Stage,
  step: Step<'COPY' | 'ADD'>,
  workdir: string | undefined,
  several: boolean,
): { path: string | undefined; why: string } {
  const word = step.destination;
  if (!word) return { path: undefined, why: `${step.keyword} has no destination` };
  const to = view.expand('value' in word ? word.value : word, step, stage);
  if ('why' in to) return { path: undefined, why: to.why };
  const path = resolveDirectory(workdir, to.value);
  if (path === undefined) return { path, why: 'the working directory is not known' };
  const directory = several || /(?:^|[/\\])\.{0,2}$/.test(to.value);
  return { path: directory && !/[/\\]$/.test(path) ? `${path}/` : path, why: '' };
}

/** Whether a source is a file or a directory, by what is written and what can be seen of it. */
function sourceKind(
  view: View,
  step: Step<'COPY' | 'ADD'>,
  { text, from }: { text: string; from: FileFact['from'] },
  destination: string | undefined,
  reference: From | undefined,
): CopySource['kind'] {
  if (from === 'heredoc' || from === 'url') return 'file';
  if (from === 'git') return 'directory';
  if (step.keyword === 'ADD' && archive.test(text)) return 'directory';
  if (/(?:^|\/)\.{0,2}$/.test(text) || directories.test(text)) return 'directory';
  if (/[*?[]/.test(text)) return 'unclear';
  const seen = from === 'context' ? view.build.context?.exists(text.replace(/^\.?\//, '')) : undefined;
  if (seen) return seen;
  if (inBin(text) || /[^/]\.(?!d$)[a-z]{1,5}$/.test(text) || writesFile(view, reference, text)) return 'file';
  // A directory by that name among the programs would be absurd.
  return destination !== undefined && !destination.endsWith('/') && inBin(destination) ? 'file' : 'unclear';
}

/** Archives that ADD unpacks. */
const archive = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.[a-z0-9]{2,4})$/i;

const directories =
  /(?:^|\/)(?:s?bin|usr|usr\/local|opt|lib(?:32|64)?|rootfs|root-?fs|sysroot|chroot|install-?root)$/;

/** It stands in a folder of programs, or of a compiler's output. */
const inBin = (path: string): boolean =>
  /\/(?:s?bin|release|debug)\/[^/]+$/.test(path) && !/\/s?bin$/.test(path);

/** Whether a RUN of the source stage writes that very file: `go build -o /app`. */
const writesFile = (view: View, from: From | undefined, path: string): boolean =>
  from?.kind === 'stage' && writtenFiles(view, from.stage).has(path);

function writtenFiles(view: View, stage: Stage): ReadonlySet<string> {
  let files = view.written.get(stage);
  if (!files) {
    files = new Set(view.stepsOf(stage, 'RUN').flatMap((run) => outputsOf(view, run)));
    view.written.set(stage, files);
  }
  return files;
}

function outputsOf(view: View, run: Step<'RUN'>): string[] {
  const { text } = run.body;
  if (!text.includes('-o')) return [];
  const workdir = view.build.workdirAt(run);
  return [...text.matchAll(/(?<=^|\s)-o[ =]?["']?([\w./-]{1,200})/g)].flatMap(
    ([, path]) => resolveDirectory(workdir, path) ?? [],
  );
}

/** Where a single file ends. */
export function pathOf({ text, kind }: CopySource, destination: string): string | undefined {
  if (kind === 'directory' || /[*?[]/.test(text)) return undefined;
  if (!destination.endsWith('/') && !directories.test(destination)) return destination;
  const name = lastName(text.replace(/[?#].*$/s, ''));
  return name === '' ? undefined : `${destination.replace(/\/$/, '')}/${name}`;
}
