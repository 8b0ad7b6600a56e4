import type { BaseFacts } from '../../bases/types.ts';
import type { Fact, LibcFact, ProductFact, SystemFact } from '../../core/facts.ts';
import type { Stage } from '../build-types.ts';
import { Chain } from './chain.ts';
import type { CopyView } from './copies.ts';
import { copiesOf } from './files.ts';
import { bringsTree } from './programs.ts';
import { fromBase, inherited, predicted, unknown, type View } from './view.ts';

/** The operating system of each stage: that of its base, until a file system is copied over nothing. */
export function systemChain(view: View, workdirs: Chain<Fact<string>>): Chain<Fact<SystemFact>> {
  return new Chain<Fact<SystemFact>>(
    (stage) => fromBase<SystemFact>(view.rootOf(stage), 'system', ({ system }) => system, { id: 'scratch' }),
    (stage, before) => {
      const fact = stage.parent ? inherited(before, stage.parent.label) : before;
      return fact.known !== 'unknown' && fact.value.id === 'scratch'
        ? (filled(view, stage, workdirs) ?? fact)
        : fact;
    },
  );
}

/** What the base of each stage is for. */
export function productChain(view: View): Chain<Fact<ProductFact | null>> {
  return new Chain<Fact<ProductFact | null>>(
    (stage) => fromBase<ProductFact | null>(view.rootOf(stage), 'product', productOf, null),
    (stage, before) => (stage.parent ? inherited(before, stage.parent.label) : before),
  );
}

function productOf({
  family,
  kind,
  runtime,
  endOfLife,
  endOfLifeUnknown,
}: BaseFacts): ProductFact | null | undefined {
  if (!runtime && endOfLife === undefined)
    return kind === 'scratch' || kind === 'distribution' ? null : undefined;
  return {
    ...(runtime ?? { name: family }),
    ...(endOfLife === undefined ? {} : { endOfLife }),
    ...(endOfLifeUnknown === undefined ? {} : { endOfLifeUnknown }),
  };
}

/** The C library of each stage. Packages hardly ever change it; on scratch it comes with a file or a file system. */
export function libcChain(view: View, workdirs: Chain<Fact<string>>): Chain<Fact<LibcFact>> {
  return new Chain<Fact<LibcFact>>(
    (stage) => fromBase<LibcFact>(view.rootOf(stage), 'C library', ({ libc }) => libc, { family: 'none' }),
    (stage, before) => {
      const fact = stage.parent ? inherited(before, stage.parent.label) : before;
      if (fact.known === 'unknown') return fact;
      if (fact.value.family === 'glibc' && fact.value.version !== undefined) {
        const step = addsOtherRelease(view, stage);
        // What is installed from there may have brought its own.
        return step ? predicted({ family: 'glibc' }, [...fact.from, view.origin(step)]) : fact;
      }
      if (fact.value.family !== 'none') return fact;
      for (const { step, copy } of copiesOf(view, stage, workdirs)) {
        const family = loaderOf(copy);
        if (family) return predicted({ family }, [view.origin(step)]);
        if (bringsLibraries(copy))
          return unknown(`${view.origin(step).note} may bring one`, [view.origin(step)]);
      }
      return filled(view, stage, workdirs) ?? fact;
    },
  );
}

/** The RUN that makes apt look into another release of Debian or Ubuntu than the image is of. */
function addsOtherRelease(view: View, stage: Stage) {
  const own = view.rootOf(stage).stage.base?.system?.codename;
  const isOther = (text: string): boolean => {
    // Others' archives have names of releases in them, and no C library. Mirrors have the archive at their root.
    if (!/debian\.(?:org|net)|ubuntu\.com|\/\/[^/\s]+\/(?:debian|ubuntu)\/?\s|^s\W/.test(text)) return false;
    for (const [suite] of text.matchAll(suites)) if (suite !== own) return true;
    return false;
  };
  return view
    .stepsOf(stage, 'RUN')
    .find((step) =>
      view.build
        .commandsOf(step)
        .some(
          ({ words, redirects }) =>
            [...words, ...redirects.map(({ target }) => target)].some((word) =>
              word?.value.startsWith('/etc/apt/sources.list'),
            ) && words.some(({ value }) => isOther(value)),
        ),
    );
}

const suites =
  /(?<![\w-])(?:testing|unstable|sid|bullseye|bookworm|trixie|forky|focal|jammy|noble|plucky|questing|resolute)(?![\w-])/g;

/** The COPY or ADD that puts a whole file system where there is none. */
function filled(view: View, stage: Stage, workdirs: Chain<Fact<string>>): Fact<never> | undefined {
  for (const { step, copy } of copiesOf(view, stage, workdirs)) {
    const origin = view.origin(step);
    if (bringsTree(copy))
      return unknown(`${origin.note} brings a file system whose content is not known`, [origin]);
  }
  return undefined;
}

/** The C library whose program loader is copied. */
function loaderOf({ sources, destination }: CopyView): 'musl' | 'glibc' | undefined {
  const names = [...sources.map(({ text }) => text), destination ?? ''];
  if (names.some((name) => /(?:^|\/)(?:ld-musl-|libc\.musl-)/.test(name))) return 'musl';
  return names.some((name) => /(?:^|\/)(?:ld-linux|ld64|libc\.so\.6)/.test(name)) ? 'glibc' : undefined;
}

const bringsLibraries = ({ sources, destination }: CopyView): boolean =>
  /^\/(?:usr\/)?lib(?:32|64)?\/?$/.test(destination ?? '') &&
  sources.some(({ text, kind }) => kind !== 'file' || /libc[.-]/.test(text));
