import { Command } from 'commander';
import type {
  CommandFact,
  Fact,
  HealthFact,
  ImageFacts,
  LibcFact,
  PortFact,
  SystemFact,
  UserFact,
} from '../core/facts.ts';
import type { TargetFacts } from '../scan/facts.ts';
import { type Styles, stylesFor, useColor } from './color.ts';
import type { CommandModule } from './frame.ts';
import { type ProjectOptions, projectRequest, withBuildOptions, withConfigOptions } from './options.ts';

interface FactsOptions extends ProjectOptions {
  readonly json?: boolean;
}

export const facts: CommandModule = {
  define() {
    const command = new Command('facts')
      .description(
        'Shows what every target will be as an image: user, entrypoint, ports, libc, programs and more, each with where it comes from. What cannot be known is said to be unknown.',
      )
      .argument('[paths...]', 'files, folders, globs, or -');
    return withConfigOptions(withBuildOptions(command))
      .optionsGroup('The report:')
      .option('--json', 'as JSON');
  },

  async run({ args, options }, world) {
    const given = options as FactsOptions;
    const request = await projectRequest(args, given, world);
    const { predictFacts } = await import('../scan/facts.ts');
    const { targets, gaps } = await predictFacts(request);
    if (given.json)
      world.stdout.write(`${JSON.stringify({ version: 1, targets: targets.map(plain), gaps }, null, 2)}\n`);
    else {
      const styles = stylesFor(useColor('auto', world.stdout, world.env));
      world.stdout.write(targets.map((target) => render(target, styles)).join('\n'));
      for (const { path, reason } of gaps) world.stderr.write(`not seen  ${path}: ${reason}\n`);
    }
    return targets.length === 0 ? 3 : 0;
  },
};

type Rows = {
  readonly [K in keyof ImageFacts as ImageFacts[K] extends Fact<unknown> ? K : never]: (
    value: never,
  ) => string;
};

/** How each fact is told, in the order in which they are shown. */
const rows = {
  base: (value: string) => value,
  platform: (value: string) => value,
  system: ({ id, version, codename, endOfLife }: SystemFact) =>
    words([id, version, codename && `(${codename})`, endOfLife && `supported until ${endOfLife}`]),
  libc: ({ family, version }: LibcFact) => words([family, version]),
  user: ({ text, uid, gid, numeric }: UserFact) =>
    text === ''
      ? 'root, by default'
      : words([
          text,
          !numeric && uid !== undefined && `(uid ${uid}${gid === undefined ? '' : `, gid ${gid}`})`,
        ]),
  workdir: (value: string) => value,
  entrypoint: (value: CommandFact | null) => commandText(value),
  command: (value: CommandFact | null) => commandText(value),
  shell: (value: readonly string[]) => JSON.stringify(value),
  health: (value: HealthFact | null) =>
    value === null ? 'none' : value.test === 'none' ? 'switched off' : commandText(value.test),
  stopSignal: (value: string | null) => value ?? 'SIGTERM, by default',
  ports: (value: readonly PortFact[]) =>
    list(value.map(({ port, last, protocol }) => `${port}${last ? `-${last}` : ''}/${protocol}`)),
  volumes: (value: readonly string[]) => list(value),
  environment: (value: Readonly<Record<string, string>>) =>
    list(Object.entries(value).map((entry) => entry.join('='))),
  labels: (value: Readonly<Record<string, string>>) =>
    list(Object.entries(value).map((entry) => entry.join('='))),
  packageManagers: (value: readonly string[]) => value.join(', ') || 'none',
  tools: (value: ReadonlyMap<string, unknown>) => wrapped([...value.keys()].sort()),
  files: (value: ImageFacts['files'] extends Fact<infer Files> ? Files : never) =>
    list(
      value.map(({ path, sources, from, fromName }) => `${path} ← ${fromName ?? from}: ${sources.join(' ')}`),
    ),
} satisfies Rows;

const words = (parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(' ');
const list = (parts: readonly string[]): string => (parts.length === 0 ? 'none' : parts.join('\n'));
/** Names, as many to a line as fit. */
function wrapped(names: readonly string[]): string {
  let line = '';
  const lines: string[] = [];
  for (const name of names) {
    if (line.length + name.length > 60) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? name : `, ${name}`;
  }
  return list(line === '' ? lines : [...lines, line]);
}

const commandText = (command: CommandFact | null): string =>
  command === null
    ? 'none'
    : command.form === 'shell'
      ? (command.script ?? command.args.join(' '))
      : JSON.stringify(command.args);

const labels: Partial<Record<keyof typeof rows, string>> = {
  packageManagers: 'packages by',
  stopSignal: 'stop signal',
  workdir: 'folder',
  health: 'health check',
};

function render({ path, facts: image }: TargetFacts, { bold, dim, accent }: Styles): string {
  const name = /^\d+$/.test(image.target) ? `stage ${image.target}` : image.target;
  const lines = [`${bold(path)} → ${accent(name)}`];
  for (const row of Object.keys(rows) as (keyof typeof rows)[]) {
    const fact = image[row] as Fact<never>;
    const label = (labels[row] ?? row).padEnd(14);
    if (fact.known === 'unknown') {
      lines.push(`  ${label}${dim(`unknown: ${fact.why}`)}`);
      continue;
    }
    const [first = '', ...more] = (rows[row] as (value: never) => string)(fact.value).split('\n');
    const from = fact.from.map(({ note }) => note).join('; ');
    lines.push(`  ${label}${first}${from === '' ? '' : `  ${dim(`← ${from}`)}`}`);
    for (const line of more) lines.push(`  ${' '.repeat(14)}${line}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A target as JSON has it: maps as objects, and no functions. */
function plain({ path, facts: image }: TargetFacts) {
  const told: Record<string, unknown> = { path, target: image.target };
  for (const name of Object.keys(rows) as (keyof typeof rows)[]) {
    const fact = image[name] as Fact<unknown>;
    const from = fact.from.map(({ note, inherited }) => ({
      note,
      ...(inherited === undefined ? {} : { inherited }),
    }));
    told[name] =
      fact.known === 'unknown'
        ? { known: fact.known, why: fact.why, from }
        : {
            known: fact.known,
            value: fact.value instanceof Map ? Object.fromEntries(fact.value) : fact.value,
            from,
          };
  }
  return told;
}
