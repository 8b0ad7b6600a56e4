import type { Fact, FileFact, Origin } from '../../core/facts.ts';
import type { Stage } from '../build-types.ts';
import type { Chain } from './chain.ts';
import { type CopyView, copyOf, pathOf } from './copies.ts';
import { type FileChange, fileChanges } from './file-changes.ts';
import { type Arrival, settle } from './file-tree.ts';
import { Pile } from './pile.ts';
import { moved } from './settings.ts';
import { inheritedOrigin, predicted, type Step, unknown, type View } from './view.ts';

/** What COPY and ADD put into the image along the chain, as RUN leaves it; unknown when one goes where nobody can tell. */
export const filePile = (view: View, workdirs: Chain<Fact<string>>): Pile<Files, readonly FileFact[]> =>
  new Pile({
    begin: (): Files => ({ events: [], from: [], why: undefined }),
    copy: ({ events, from, why }) => ({ events: [...events], from: [...from], why }),
    touches: (stage) => view.stepsOf(stage, 'COPY', 'ADD', 'RUN').length > 0,
    size: ({ events }) => events.length,
    add(pile, stage, own) {
      for (const { step, folder, copy } of stepsOf(view, stage, workdirs)) {
        if (!copy) {
          for (const change of changesOf(view, stage, step, folder)) pile.events.push(change);
          continue;
        }
        const origin = view.origin(step);
        pile.from.push(own ? origin : inheritedOrigin(origin, stage.label));
        if (copy.destination === undefined) pile.why ??= `${copy.why} (${origin.note})`;
        else for (const arrival of arrivalsOf(step, copy, copy.destination)) pile.events.push(arrival);
      }
    },
    fact({ events, from, why }) {
      if (why === undefined) return predicted(settle(events), from);
      const files = settle(events);
      return files.length === 0
        ? unknown(why, from)
        : { known: 'predicted', value: files, from, incomplete: why };
    },
  });

interface Files {
  readonly events: (Arrival | FileChange)[];
  readonly from: Origin[];
  /** Why there may be more: where something comes is not known. */
  why: string | undefined;
}

function changesOf(
  view: View,
  stage: Stage,
  step: Step<'RUN' | 'WORKDIR'>,
  folder: string | undefined,
): FileChange[] {
  if ('command' in step) return fileChanges(view, stage, step, folder);
  return folder === undefined ? [] : [{ kind: 'folder', path: folder }];
}

type FileStep =
  | { step: Step<'COPY' | 'ADD'>; copy: CopyView; folder: string | undefined }
  | { step: Step<'RUN' | 'WORKDIR'>; copy?: undefined; folder: string | undefined };

/** What has to do with files in a stage, read with the working directory that each finds, or leads to. */
function* stepsOf(view: View, stage: Stage, workdirs: Chain<Fact<string>>): Generator<FileStep> {
  let workdir = workdirs.before(stage);
  for (const step of view.stepsOf(stage, 'COPY', 'ADD', 'RUN', 'WORKDIR')) {
    if (!('sources' in step) && !('command' in step)) workdir = moved(view, stage, workdir, step);
    const folder = workdir.known === 'unknown' ? undefined : workdir.value;
    if ('sources' in step) yield { step, copy: copyOf(view, stage, step, folder), folder };
    else yield { step, folder };
  }
}

/** The COPY and ADD instructions of a stage, read with the working directory that each finds. */
export function* copiesOf(
  view: View,
  stage: Stage,
  workdirs: Chain<Fact<string>>,
): Generator<{ step: Step<'COPY' | 'ADD'>; copy: CopyView }> {
  const steps = view.stepsOf(stage, 'COPY', 'ADD', 'WORKDIR');
  if (!steps.some((step) => 'sources' in step)) return;
  let workdir = workdirs.before(stage);
  for (const step of steps) {
    if (!('sources' in step)) workdir = moved(view, stage, workdir, step);
    else
      yield {
        step,
        copy: copyOf(view, stage, step, workdir.known === 'unknown' ? undefined : workdir.value),
      };
  }
}

/** The sources with their facts: one for those of one kind, so that a heredoc beside files is told apart. */
function arrivalsOf(step: Step<'COPY' | 'ADD'>, copy: CopyView, path: string): Arrival[] {
  const facts = new Map<string, FileFact>();
  return copy.sources.map((source) => {
    const { text, from, kind } = source;
    const remote = from === 'url' || from === 'git';
    const key = remote ? text : from;
    const name = remote ? text : copy.fromName;
    const fact = facts.get(key) ?? {
      path,
      sources: [],
      from,
      ...(name === undefined ? {} : { fromName: name }),
      ...(copy.owner === undefined ? {} : { owner: copy.owner }),
      ...(copy.mode === undefined ? {} : { mode: copy.mode }),
      at: step.head,
    };
    facts.set(key, fact);
    const told = from === 'heredoc' ? heredocName(text) : text;
    const file = kind === 'file' ? pathOf({ ...source, text: told }, path) : undefined;
    return { kind: 'arrive', fact, source: told, file };
  });
}

/** `<<-"EOF"` is the heredoc EOF. */
const heredocName = (text: string): string => text.replace(/^\d*<<-?["']?/, '').replace(/["']$/, '');
