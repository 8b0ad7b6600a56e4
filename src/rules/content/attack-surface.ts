import type { InferOutput } from 'valibot';
import { bytesOf, shownSize } from '../../core/sizes.ts';
import { type Waste, wasteOf } from '../../image/waste.ts';
import { attackSurfaceOptions } from '../options/attack-surface.ts';
import type { ContentProblem, ContentSubject } from '../rule.ts';
import { contentRule } from '../rule.ts';
import { labelOf, programKinds, type Surface, surfaceOf, toolsOf } from '../support/content/surface.ts';

type Budget = InferOutput<typeof attackSurfaceOptions>;

/** What an image offers is held at what was decided, and does not grow unseen from one build to the next. */
export const attackSurface = contentRule({
  name: 'attack-surface',
  title: 'Keep the image within its budget',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'leave out what came in, or decide that it may stay: raise the budget, or record the image anew (plimsoll baseline IMAGE)',
  fixable: false,
  options: attackSurfaceOptions,

  *check(subject, budget) {
    const { tree, recorded } = subject;
    if (!recorded && Object.keys(budget).length === 0) return;
    const surface = surfaceOf(tree);
    const places = placesOf(subject);
    for (const list of listsOf(surface, recorded)) {
      const over = overList(list, budget[list.kind]);
      if (over) yield { at: places(list.kind, over.first), key: list.kind, message: over.message };
      else yield* comeBack(list, places);
    }
    yield* overCounts(subject, surface, budget);
    yield* overBytes(subject, budget);
  },
});

type ListKind = (typeof programKinds)[number] | 'setuid' | 'capabilities';

interface Listed {
  readonly kind: ListKind;
  readonly names: readonly string[];
  /** Absent: nothing was recorded. */
  readonly before?: readonly string[];
}

const listsOf = (surface: Surface, recorded: Surface | undefined): Listed[] => [
  ...programKinds.map((kind) => ({
    kind,
    names: surface.programs[kind],
    ...(recorded ? { before: recorded.programs[kind] } : {}),
  })),
  ...(['setuid', 'capabilities'] as const).map((kind) => ({
    kind,
    names: surface[kind],
    ...(recorded ? { before: recorded[kind] } : {}),
  })),
];

const WORDS: Readonly<Record<ListKind, readonly [one: string, more: string]>> = {
  shells: ['shell', 'shells'],
  'package-managers': ['package manager', 'package managers'],
  'network-tools': ['network tool', 'network tools'],
  compilers: ['compiler', 'compilers'],
  debuggers: ['editor or debugger', 'editors and debuggers'],
  interpreters: ['interpreter', 'interpreters'],
  setuid: ['setuid program', 'setuid programs'],
  capabilities: ['program with capabilities', 'programs with capabilities'],
};

const counted = (count: number, kind: ListKind): string => `${count} ${WORDS[kind][count === 1 ? 0 : 1]}`;

function overList(
  { kind, names }: Listed,
  allowed: number | readonly string[] | undefined,
): { readonly first: string; readonly message: string } | undefined {
  if (allowed === undefined) return undefined;
  if (typeof allowed === 'number') {
    if (names.length <= allowed) return undefined;
    const message = `the image has ${counted(names.length, kind)} (${some(names)}); its budget is ${allowed}`;
    return { first: names[0]!, message };
  }
  const others = names.filter((name) => !allowed.includes(name));
  if (others.length === 0) return undefined;
  const message = `the image has ${counted(others.length, kind)} that its budget does not name (${some(others)})`;
  return { first: others[0]!, message };
}

const MOST_NAMED = 6;

const some = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;

/** What the recorded image had not. */
function* comeBack({ kind, names, before }: Listed, places: Places): Generator<ContentProblem> {
  for (const name of before ? names.filter((each) => !before.includes(each)) : [])
    yield {
      at: places(kind, name),
      key: `${kind} ${name}`,
      message:
        kind === 'setuid' || kind === 'capabilities'
          ? `a ${WORDS[kind][0]} came in: the image that was recorded had none there`
          : `the ${WORDS[kind][0]} ${name} came in: the image that was recorded had none of that name`,
    };
}

type Places = (kind: ListKind, name: string) => ContentProblem['at'];

/** Where a name of a list is: itself, where it is a path. */
function placesOf({ tree }: ContentSubject): Places {
  let byName: Map<string, string> | undefined;
  return (kind, name) => {
    if (kind === 'setuid' || kind === 'capabilities') return { path: name };
    byName ??= new Map(
      toolsOf(tree)
        .reverse()
        .map((tool) => [`${tool.kind} ${labelOf(tool)}`, tool.file.path]),
    );
    return { path: byName.get(`${kind} ${name}`)! };
  };
}

function* overCounts(
  { image, inventory }: ContentSubject,
  { executables }: Surface,
  budget: Budget,
): Generator<ContentProblem> {
  const counts = [
    ['executables', executables, 'files that may be executed'],
    ['packages', inventory.packages.length, 'packages'],
    ['layers', image.layers.length, 'layers'],
  ] as const;
  for (const [key, count, what] of counts) {
    const allowed = budget[key];
    if (allowed === undefined || count <= allowed) continue;
    yield {
      at: { config: ['rootfs'] },
      key,
      message: `the image has ${count} ${what}; its budget is ${allowed}`,
    };
  }
}

function* overBytes({ tree }: ContentSubject, budget: Budget): Generator<ContentProblem> {
  const { size, wasted, efficiency } = budget;
  if (size === undefined && wasted === undefined && efficiency === undefined) return;
  const waste = wasteOf(tree);
  const over = (key: 'size' | 'wasted', bytes: number, what: string): ContentProblem[] => {
    const allowed = budget[key];
    if (allowed === undefined || bytes <= bytesOf(allowed)) return [];
    return [
      {
        at: { layer: largestLayer(tree.layers.map(({ entries }) => entries.sizes)) },
        key,
        message: `${what} ${shownSize(bytes)}; the budget is ${shownSize(bytesOf(allowed))}`,
      },
    ];
  };
  yield* over('size', waste.total, 'the files of all layers take');
  yield* over('wasted', waste.hidden, 'what higher layers delete or write again takes');
  if (efficiency !== undefined && percent(waste) < efficiency)
    yield {
      at: { config: ['rootfs'] },
      key: 'efficiency',
      message: `${percent(waste)} % of the bytes that are pulled are seen at the top; the budget is ${efficiency} %`,
    };
}

/** Rounded down to tenths, so that what is told is never more than it is. */
const percent = ({ efficiency }: Waste): number => Math.floor(efficiency * 1000) / 10;

function largestLayer(layers: readonly Float64Array[]): number {
  const sums = layers.map((sizes) => sizes.reduce((sum, size) => sum + size, 0));
  return sums.indexOf(Math.max(...sums));
}
