import type { Fact, FileFact, Origin } from '../../core/facts.ts';
import type { Stage } from '../build-types.ts';
import type { Chain } from './chain.ts';
import { type CopyView, copyOf } from './copies.ts';
import { Pile } from './pile.ts';
import { moved } from './settings.ts';
import { inheritedOrigin, predicted, type Step, unknown, type View } from './view.ts';

/** What COPY and ADD put into the image along the chain, in order; unknown when one of them goes where nobody can tell. */
export const filePile = (view: View, workdirs: Chain<Fact<string>>): Pile<Files, readonly FileFact[]> =>
  new Pile({
    begin: (): Files => ({ files: [], from: [], why: undefined }),
    copy: ({ files, from, why }) => ({ files: [...files], from: [...from], why }),
    touches: (stage) => view.stepsOf(stage, 'COPY', 'ADD').length > 0,
    size: ({ files }) => files.length,
    add(pile, stage, own) {
      for (const { step, copy } of copiesOf(view, stage, workdirs)) {
        const origin = view.origin(step);
        pile.from.push(own ? origin : inheritedOrigin(origin, stage.label));
        if (copy.destination === undefined) pile.why ??= `${copy.why} (${origin.note})`;
        else for (const file of factsOf(step, copy, copy.destination)) pile.files.push(file);
      }
    },
    fact: ({ files, from, why }) => (why === undefined ? predicted(files, from) : unknown(why, from)),
  });

interface Files {
  readonly files: FileFact[];
  readonly from: Origin[];
  /** Why the whole is unknown. */
  why: string | undefined;
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

/** One fact for the sources of one kind, so that a heredoc beside files is told apart. */
function factsOf(step: Step<'COPY' | 'ADD'>, copy: CopyView, path: string): FileFact[] {
  const kinds = new Set(copy.sources.map(({ from }) => from));
  return [...kinds].flatMap((kind) => {
    const sources = copy.sources.filter(({ from }) => from === kind).map(({ text }) => text);
    const fact = (of: readonly string[], name: string | undefined): FileFact => ({
      path,
      sources: kind === 'heredoc' ? of.map(heredocName) : of,
      from: kind,
      ...(name === undefined ? {} : { fromName: name }),
      ...(copy.owner === undefined ? {} : { owner: copy.owner }),
      ...(copy.mode === undefined ? {} : { mode: copy.mode }),
      at: step.head,
    });
    const remote = kind === 'url' || kind === 'git';
    return remote ? sources.map((source) => fact([source], source)) : [fact(sources, copy.fromName)];
  });
}

/** `<<-"EOF"` is the heredoc EOF. */
const heredocName = (text: string): string => text.replace(/^\d*<<-?["']?/, '').replace(/["']$/, '');
