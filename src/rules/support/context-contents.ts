import type { Build, BuildContext } from '../../dockerfile/build-types.ts';
import { type CopyUse, copiesOf, isWholeContext } from './copies.ts';
import { productionStages } from './purpose.ts';
import { credentialsIn } from './secret-files.ts';

/** Names at the root of a context that a COPY of the whole context should not take along. */
export interface Unwanted {
  /** Files that hold, or may hold, credentials. */
  readonly secrets: readonly string[];
  /** The history of the version control. */
  readonly histories: readonly string[];
  /** What package managers have installed on this machine. */
  readonly installed: readonly string[];
}

/** What the ignore file lets through. */
export function unwantedIn(build: Build, context: BuildContext): Unwanted {
  const names = context.list('.').filter((name) => !context.ignored(name));
  return {
    secrets: names.filter((name) => holdsSecrets(context, name)),
    histories: names.filter((name) => name === '.git' || name === '.hg' || name === '.svn'),
    installed: names.filter((name) => isInstalled(build, context, name)),
  };
}

export const listOf = ({ secrets, histories, installed }: Unwanted): readonly string[] => [
  ...secrets,
  ...histories,
  ...installed,
];

/** The COPY and ADD instructions that take the whole context; those of production stages first. */
export function wholeCopies(
  build: Build,
): { copy: CopyUse; word: CopyUse['sources'][number]['word']; shipped: boolean }[] {
  const found = copiesOf(build).flatMap((copy) => {
    const source = copy.from ? undefined : copy.sources.find(({ text }) => isWholeContext(text));
    return source ? [{ copy, word: source.word }] : [];
  });
  if (found.length === 0) return [];
  const stages = productionStages(build);
  return found
    .map((each) => ({ ...each, shipped: stages.has(each.copy.stage) }))
    .sort((a, b) => Number(b.shipped) - Number(a.shipped));
}

const holdsSecrets = (context: BuildContext, name: string): boolean =>
  credentialsIn(name, (path) => context.read(path) ?? '') !== undefined;

function isInstalled(build: Build, context: BuildContext, name: string): boolean {
  if (name === 'node_modules')
    return build.packages('npm', 'yarn', 'pnpm', 'bun').some(({ action }) => action === 'install');
  if (name === '.terraform' || name === '__pycache__') return true;
  return /^\.?v?env$/.test(name) && context.exists(`${name}/pyvenv.cfg`) === 'file';
}
