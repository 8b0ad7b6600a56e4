import type {
  CommandFact,
  Fact,
  FactName,
  FileFact,
  HealthFact,
  ImageFacts,
  LibcFact,
  Origin,
  PortFact,
  ProductFact,
  SystemFact,
  UserFact,
} from '../core/facts.ts';
import { styleOf, wrap } from '../report/layout.ts';
import { targetName } from '../report/summary.ts';
import { clip, columns, oneLine } from '../report/visible.ts';

export interface FactsTextOptions {
  /** The file that the target stands in; for an image there is none. */
  readonly path?: string;
  /** The file has this one stage, without a name: the path says enough. */
  readonly isOnly?: boolean;
  readonly color?: boolean;
  /** The columns to stay within; lists of programs are broken there. */
  readonly width?: number;
  /** Break every other row there, too. */
  readonly fold?: boolean;
}

/**
 * The facts for people: one row each, with where it comes from behind `←`; what is unknown says why. What comes from
 * different places (programs, files) has a row for each. Hidden characters are made visible.
 */
export function renderFacts(
  facts: ImageFacts,
  { path, isOnly = false, color = false, width = 100, fold = false }: FactsTextOptions = {},
): string {
  const style = styleOf(color);
  const target = oneLine(targetName(facts.target));
  const title = path === undefined ? target : isOnly ? oneLine(path) : `${oneLine(path)} → ${target}`;
  const lines = [style.bold(title)];
  const row = (label: string, text: string, note: string) => {
    const rows = fold ? folded(text, note, width - indent - 2) : [[text, note] as const];
    for (const [at, [left, right]] of rows.entries()) {
      const told = `${left}${left && right ? '  ' : ''}${style.dim(right)}`;
      lines.push(`  ${(at === 0 ? label : '').padEnd(indent)}${told}`);
    }
  };
  for (const name of names) {
    const fact: Fact<unknown> = facts[name];
    if (fact.known === 'unknown') {
      row(labelOf(name), '', `unknown: ${oneLine(fact.why)}`);
      continue;
    }
    const parts = partsOf(name, fact, width - indent - 2);
    for (const [at, { text, from }] of parts.entries()) row(at === 0 ? labelOf(name) : '', text, noted(from));
    for (const text of fact.incomplete === undefined
      ? []
      : wrap(`and more: ${oneLine(fact.incomplete)}`, width - indent - 2))
      row('', '', text);
  }
  return `${lines.join('\n')}\n`;
}

const noted = (from: readonly Origin[]): string => {
  const note = originText(from);
  return note === '' ? '' : `← ${note}`;
};

/** A value and where it comes from on as many lines as they need; the note goes below what leaves it no room. */
function folded(text: string, note: string, width: number): (readonly [string, string])[] {
  if (columns(text) + 2 + columns(note) <= width) return [[text, note]];
  const hang = note.startsWith('← ') ? 2 : 0;
  const notes = wrap(note, width - hang).map((line, at) => `${' '.repeat(at === 0 ? 0 : hang)}${line}`);
  return [
    ...(text === '' ? [] : wrap(text, width).map((line) => [line, ''] as const)),
    ...(note === '' ? [] : notes.map((line) => ['', line] as const)),
  ];
}

/** One fact as JSON has it. */
export type FactJson =
  | {
      readonly known: 'observed' | 'predicted';
      readonly value: unknown;
      readonly from: readonly OriginJson[];
      /** What is told is certain, and why there may be more. */
      readonly incomplete?: string;
    }
  | { readonly known: 'unknown'; readonly why: string; readonly from: readonly OriginJson[] };

/** `note` names the instruction and its line; `inherited` the stage or base, where it is not the target's own. */
export interface OriginJson {
  readonly note: string;
  readonly inherited?: string;
}

/**
 * The facts as JSON: `target`, then each fact of ImageFacts under its name as `{ known, value, from }`, or
 * `{ known: 'unknown', why, from }`. Values have the shapes of ImageFacts, with two differences: `tools` is an object
 * from program to origin, and places in the text are left out, since notes name the line.
 */
export function factsJson(
  facts: ImageFacts,
): { readonly target: string } & Readonly<Record<FactName, FactJson>> {
  const told = names.map((name): [FactName, FactJson] => {
    const fact: Fact<unknown> = facts[name];
    const from = fact.from.map(originJson);
    return [
      name,
      fact.known === 'unknown'
        ? { known: fact.known, why: fact.why, from }
        : {
            known: fact.known,
            value: valueJson(fact.value),
            from,
            ...(fact.incomplete === undefined ? {} : { incomplete: fact.incomplete }),
          },
    ];
  });
  return { target: facts.target, ...(Object.fromEntries(told) as Record<FactName, FactJson>) };
}

const originJson = ({ note, inherited }: Origin): OriginJson => ({
  note,
  ...(inherited === undefined ? {} : { inherited }),
});

function valueJson(value: unknown): unknown {
  if (value instanceof Map) {
    const programs = [...(value as ReadonlyMap<string, Origin>)].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(programs.map(([name, origin]) => [name, originJson(origin)]));
  }
  if (!Array.isArray(value)) return value;
  return value.map((each) => {
    if (typeof each !== 'object' || each === null || !('at' in each)) return each;
    const { at: _, ...rest } = each;
    return rest;
  });
}

/** The order of the rows: what it stands on, how it runs, what is in it. */
const names: readonly FactName[] = [
  'base',
  'platform',
  'system',
  'product',
  'libc',
  'user',
  'workdir',
  'entrypoint',
  'command',
  'shell',
  'health',
  'stopSignal',
  'ports',
  'volumes',
  'environment',
  'labels',
  'packageManagers',
  'tools',
  'files',
];

const labels: Partial<Record<FactName, string>> = {
  packageManagers: 'packages by',
  stopSignal: 'stop signal',
  workdir: 'folder',
  health: 'health check',
  tools: 'programs',
};

const labelOf = (name: FactName): string => labels[name] ?? name;

/** The width of the labels' column. */
const indent = 14;

interface Part {
  readonly text: string;
  readonly from: readonly Origin[];
}

/** The rows of a known fact. */
function partsOf(name: FactName, fact: Fact<unknown> & { readonly value: unknown }, width: number): Part[] {
  const { value, from } = fact;
  if (name === 'tools') return programParts(value as ReadonlyMap<string, Origin>, width);
  if (name === 'files') return fileParts(value as readonly FileFact[], from);
  const texts = texted[name](value as never).map((text) => clip(oneLine(text), longest));
  if (texts.length === 0) return [{ text: 'none', from }];
  return texts.map((text, at) => ({ text, from: at === 0 ? from : [] }));
}

/** A value may be as long as the file. */
const longest = 300;

/** How each value is told; a list has a line for each entry. */
const texted: Readonly<Record<Exclude<FactName, 'tools' | 'files'>, (value: never) => readonly string[]>> = {
  base: (value: string) => [value],
  platform: (value: string) => [value],
  system: (system: SystemFact) => [
    words([system.id, system.version, system.codename && `(${system.codename})`]) + supportText(system),
  ],
  product: (product: ProductFact | null) =>
    product ? [words([product.name, product.version]) + supportText(product)] : [],
  libc: ({ family, version }: LibcFact) => [words([family, version])],
  user: (user: UserFact) => [userText(user)],
  workdir: (value: string) => [value],
  entrypoint: (value: CommandFact | null) => [commandText(value)],
  command: (value: CommandFact | null) => [commandText(value)],
  shell: (value: readonly string[]) => [JSON.stringify(value)],
  health: (value: HealthFact | null) => [healthText(value)],
  stopSignal: (value: string | null) => [value ?? 'SIGTERM, by default'],
  ports: (value: readonly PortFact[]) =>
    value.map(({ port, last, protocol }) => `${port}${last === undefined ? '' : `-${last}`}/${protocol}`),
  volumes: (value: readonly string[]) => value,
  environment: (value: Readonly<Record<string, string>>) => pairs(value),
  labels: (value: Readonly<Record<string, string>>) => pairs(value),
  packageManagers: (value: readonly string[]) => (value.length === 0 ? [] : [value.join(' ')]),
};

/** When support ends, or why that is not known. */
function supportText({ endOfLife, endOfLifeUnknown }: SystemFact | ProductFact): string {
  if (endOfLife !== undefined) return `, supported until ${endOfLife}`;
  return endOfLifeUnknown === undefined ? '' : `, ${endOfLifeUnknown}`;
}

const words = (parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(' ');

const pairs = (table: Readonly<Record<string, string>>): string[] =>
  Object.entries(table).map(([name, value]) => `${name}=${value}`);

function userText({ text, name, uid, gid, numeric }: UserFact): string {
  if (text === '') return uid === undefined || uid === 0 ? 'root, by default' : `uid ${uid}, by default`;
  if (numeric || uid === undefined) return text;
  return name === 'root' ? text : `${text} (uid ${uid}${gid === undefined ? '' : `, gid ${gid}`})`;
}

const commandText = (command: CommandFact | null): string =>
  command === null
    ? 'none'
    : command.form === 'shell'
      ? (command.script ?? command.args.join(' '))
      : JSON.stringify(command.args);

function healthText(health: HealthFact | null): string {
  if (health === null) return 'none';
  if (health.test === 'none') return 'switched off';
  const { interval, timeout, startPeriod, startInterval, retries } = health;
  const options = [
    interval && `every ${interval}`,
    startPeriod && `from ${startPeriod} on`,
    startInterval && `at first every ${startInterval}`,
    timeout && `within ${timeout}`,
    retries !== undefined && `${retries} ${retries === 1 ? 'try' : 'tries'}`,
  ]
    .filter(Boolean)
    .join(', ');
  return options === '' ? commandText(health.test) : `${commandText(health.test)} (${options})`;
}

/** Programs by where they come from, in the order in which their origins come. */
function programParts(programs: ReadonlyMap<string, Origin>, width: number): Part[] {
  const groups = new Map<string, { names: string[]; origin: Origin }>();
  for (const [name, origin] of programs) {
    const group = groups.get(originText([origin]));
    if (group) group.names.push(name);
    else groups.set(originText([origin]), { names: [name], origin });
  }
  if (groups.size === 0) return [{ text: 'none', from: [] }];
  return [...groups.values()].flatMap(({ names: group, origin }) => {
    const lines = wrap(oneLine(group.sort().join(' ')), width);
    return lines.map((text, at) => ({ text, from: at === lines.length - 1 ? [origin] : [] }));
  });
}

/** Files with their instructions; the origin of a file is the one that has its very place. */
function fileParts(files: readonly FileFact[], from: readonly Origin[]): Part[] {
  if (files.length === 0) return [{ text: 'none', from: [] }];
  return files.map((file) => {
    const origin = from.find(({ at }) => at !== undefined && at === file.at);
    const where =
      file.fromName === undefined || file.from === 'url' || file.from === 'git' ? '' : `${file.fromName}: `;
    const details = words([file.owner && `owner ${file.owner}`, file.mode && `mode ${file.mode}`]);
    const without = file.without ? `, without ${file.without.join(' ')}` : '';
    const doubt = file.doubt ? `, ${doubts[file.doubt]}` : '';
    const text = `${file.path} from ${where}${file.sources.join(' ')}${details === '' ? '' : ` (${details})`}${without}${doubt}`;
    return { text: clip(oneLine(text), longest), from: origin ? [origin] : [] };
  });
}

const doubts: Readonly<Record<NonNullable<FileFact['doubt']>, string>> = {
  'may-be-removed': 'but a later RUN may take it away',
  'may-be-elsewhere': 'or elsewhere: a later RUN moves it',
};

/** Where a fact comes from, in a few words. */
function originText(origins: readonly Origin[]): string {
  const notes = [...new Set(origins.map(noteOf))];
  const shown = notes.length > mostNotes + 1 ? notes.slice(0, mostNotes) : notes;
  const more = notes.length - shown.length;
  return more === 0 ? shown.join('; ') : `${shown.join('; ')}; ${more} more`;
}

const mostNotes = 3;

/** The stage that it is inherited from; a base is named in the note already. */
function noteOf({ note, at, inherited }: Origin): string {
  const named = inherited === undefined || at === undefined || note.includes(inherited);
  return oneLine(named ? note : `${note}, stage ${inherited}`);
}
