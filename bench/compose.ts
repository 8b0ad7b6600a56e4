import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Source } from '../src/core/source.ts';
import { isComposeName, readProject } from '../src/workload/compose/index.ts';
import type { ProjectRead } from '../src/workload/compose/types.ts';
import { ourFacts, theirFacts } from './compose/facts.ts';
import { doubtfulProject, type InventedProject, soundProject, textProject } from './compose/projects.ts';
import { findProgram } from './peers.ts';
import { Random } from './random.ts';

/**
 * Reads invented Compose projects, and compares what comes of them, case by case, with what Docker Compose's own
 * library makes of them: `node bench/compose.ts [FOLDER…] [--count N] [--seed N] [--examples N] [--doubtful | --texts] [--reasons]`. With --doubtful each
 * has a value that may be wrong: both have to refuse the same ones. With --texts variables, quotes and colons stand
 * anywhere. With folders their own files are compared. Needs bench/compose-oracle, built.
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    examples: { type: 'string', default: '3' },
    doubtful: { type: 'boolean', default: false },
    texts: { type: 'boolean', default: false },
    reasons: { type: 'boolean', default: false },
  },
});

interface Answer {
  readonly project?: Readonly<Record<string, unknown>>;
  readonly disabled?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

const program = findProgram('compose-oracle');
if (!program) {
  console.error(
    'compose-oracle was not found: cd bench/compose-oracle && go build -o /opt/peers/compose-oracle .',
  );
  process.exit(2);
}
const temporary = mkdtempSync(join(tmpdir(), 'plimsoll-compose-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
const cases = positionals.length > 0 ? positionals.flatMap((folder) => found(resolve(folder))) : invented();
const projects = cases.map(({ project }) => project);
const folders = cases.map(({ folder }) => folder);
const answers = ask(projects, folders);
const disagreements = new Map<string, string[]>();
let refused = 0;
const reasons = new Map<string, number>();
for (const [index, project] of projects.entries()) compare(project, folders[index]!, answers[index]!);
for (const [what, examples] of [...disagreements].toSorted((a, b) => b[1].length - a[1].length)) {
  console.log(`\n${examples.length} × ${what}`);
  for (const example of examples.slice(0, Number(options.examples))) console.log(example);
}
const wrong = [...disagreements.values()].reduce((sum, { length }) => sum + length, 0);
console.log(`\n${projects.length} projects, ${refused} refused by both, ${wrong} disagreements`);
if (options.reasons) console.log(reasons);
process.exitCode = wrong === 0 ? 0 : 1;

function invented(): { project: InventedProject; folder: string }[] {
  const random = new Random(Number(options.seed));
  const make = options.doubtful ? doubtfulProject : options.texts ? textProject : soundProject;
  return Array.from({ length: Number(options.count) }, (_, index) => {
    const project = make(random);
    return { project, folder: write(join(temporary, String(index), 'project'), project.files) };
  });
}

/** Every file of a folder that has services, as a project of its own. */
function found(folder: string): { project: InventedProject; folder: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const full = join(folder, path);
    if (!/\.ya?ml$/.test(path) || !statSync(full).isFile()) return [];
    const text = readFileSync(full, 'utf8');
    if (!/^services:/m.test(text) && !isComposeName(path)) return [];
    const name = basename(full);
    const project = { files: { [name]: full }, use: [name], env: {}, profiles: ['*'] };
    return [{ project, folder: dirname(full) }];
  });
}

function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function ask(asked: readonly InventedProject[], where: readonly string[]): Answer[] {
  const input = asked.map(({ use, env, profiles }, index) =>
    JSON.stringify({
      folder: where[index],
      files: use.map((name) => join(where[index]!, name)),
      env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      profiles,
    }),
  );
  const { stdout } = spawnSync(program!, { input: input.join('\n'), maxBuffer: 1 << 30, encoding: 'utf8' });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

function read({ use, env, profiles }: InventedProject, folder: string): ProjectRead {
  const open = (path: string): Source | undefined => {
    const full = join(folder, path);
    return existsSync(full) && statSync(full).isFile()
      ? new Source(path, readFileSync(full, 'utf8'))
      : undefined;
  };
  return readProject({ files: use.map((name) => open(name)!), folder: 'project', read: open, env, profiles });
}

function compare(project: InventedProject, folder: string, answer: Answer): void {
  const { project: ours, problems, gaps } = read(project, folder);
  const shown = () =>
    Object.keys(project.files)
      .map((name) => `--- ${name}\n${project.files[name]}`)
      .join('');
  const told = problems.map(({ kind, message }) => `  ours: ${kind}: ${message}`).join('\n');
  if (answer.error !== undefined || problems.length > 0) {
    if (answer.error !== undefined && problems.length > 0) {
      refused++;
      const kind = problems[0]!.message.replaceAll(/“[^”]*”/g, '…');
      reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
    } else if (answer.error !== undefined && !isKnown(answer.error, gaps.length > 0 || ours.unset.size > 0))
      note(`refused by them only: ${errorKind(answer.error)}`, `${shown()}  theirs: ${answer.error}`);
    // What Compose does not start, it does not check.
    else if (answer.error === undefined && project.profiles.includes('*'))
      note(`refused by us only: ${problems[0]!.kind}`, `${shown()}${told}`);
    return;
  }
  const theirs = theirFacts(answer.project!, answer.disabled, folder);
  const own = ourFacts(ours);
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(own)])) {
    const isDisabled = answer.disabled?.[name] !== undefined;
    for (const fact of Object.keys(theirs[name] ?? own[name] ?? {})) {
      // Compose opens no files for services that do not run.
      if (isDisabled && (fact === 'environment' || fact === 'labels')) continue;
      const [there, here] = [theirs[name]?.[fact], own[name]?.[fact]].map(canonical);
      if (there !== here && !isEmpty(there, here))
        note(fact, `${shown()}  ${name}.${fact}\n  theirs: ${there}\n  ours:   ${here}`);
    }
  }
}

/** What is empty is left out there. */
function isEmpty(there: string | undefined, here: string | undefined): boolean {
  return (there === undefined && here === '""') || (there === '[]' && here === '[""]');
}

/** Refusals that are none of a file's: what is not seen is a gap of ours; a defect of the library. */
function isKnown(error: string, isUnseen: boolean): boolean {
  if (isUnseen && /(?:env|label) file .* not found|required variable .* is missing/s.test(error)) return true;
  return /cannot override services\.\w+\.build\.ssh|^panic/.test(error);
}

function note(what: string, example: string): void {
  const known = disagreements.get(what);
  if (known) known.push(example);
  else disagreements.set(what, [example]);
}

function errorKind(error: string): string {
  return error.replaceAll(/"[^"]*"|\/\S+|\d+/g, '…').slice(0, 60);
}

/** With sorted keys, so that order does not count in maps. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, one: unknown) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
