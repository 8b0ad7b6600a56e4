import { lastName } from '../../core/paths.ts';
import type { Command } from '../build-types.ts';
import { isHarmless } from '../facts/harmless.ts';
import { packageActionOf } from '../packages.ts';
import {
  isBuildTool,
  isCompiler,
  isNetworkTool,
  isPackageManager,
  isRuntime,
  isShell,
  isSystemFamily,
  managerFamily,
} from '../tools.ts';
import { fileCommand } from './commands.ts';
import type { Doing } from './doing.ts';
import { placesOf } from './paths.ts';

/**
 * What a command of root does to those who own files: what is known of file commands, what packages may bring, and
 * anything where a script or a program runs of which nothing is known.
 */
export function applyProgram(doing: Doing): void {
  const { command } = doing;
  const [program] = command.words;
  if (!program) return;
  const known = fileCommand(command.name);
  if (known) known(doing);
  else if (isInstall(command)) bringPackages(doing);
  else if (isShell(command.name)) applyShell(doing);
  else if (isScript(command)) anythingAt(doing, ['/']);
  else if (!isQuiet(command)) applyUnknown(doing);
}

const isInstall = (command: Command): boolean => {
  const action = packageActionOf(command);
  return action !== undefined && isSystemFamily(managerFamily(action.manager));
};

function bringPackages(doing: Doing): void {
  const action = packageActionOf(doing.command);
  if (action?.action !== 'install') return;
  const names = action.operands.every(({ literal }) => literal)
    ? action.operands.map(({ value }) => value)
    : undefined;
  for (const folder of packageFolders) doing.tell(folder, 'below', { kind: 'packages', names });
}

/** Where packages have folders that may belong to users of their own. */
const packageFolders = [
  '/etc',
  '/home',
  '/opt',
  '/run',
  '/srv',
  '/usr/lib',
  '/usr/share',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/spool',
  '/var/www',
];

/** `sh script.sh` runs what cannot be seen; what is piped to a shell installs something, as a rule. */
function applyShell(doing: Doing): void {
  const { command } = doing;
  const words = command.words.slice(1).map(({ value }) => value);
  if (command.fed || words.some((word) => /^-[a-z]*c$|^--version$/.test(word))) return;
  if (command.pipeline.index > 0) {
    for (const folder of packageFolders) doing.tell(folder, 'below', { kind: 'packages', names: undefined });
  } else anythingAt(doing, ['/']);
}

/** A file of commands, by its name or because it is sourced; and what may become another user. */
function isScript({ name, words }: Command): boolean {
  const program = words[0]!.value;
  if (name === '.' || name === 'source')
    return !/activate|nvm|profile|bashrc|cargo\/env|emsdk_env/.test(words[1]?.value ?? '');
  if (name === 'su' || name === 'eval' || name === 'runuser' || name === 'supervisord') return true;
  if (/\.(?:sh|bash|py|pl|rb|run)$/.test(program))
    return !/^(?:configure|autogen)\.sh$/.test(lastName(program));
  if (name === '') return true;
  if (!program.includes('/') || /^(?:\/usr)?(?:\/local)?\/s?bin\//.test(program)) return false;
  return !isQuietName(name);
}

/** Programs that give nothing away, whatever else they do. */
function isQuiet({ name, words }: Command): boolean {
  if (name === 'make' || name === 'gmake')
    return words
      .slice(1)
      .every(({ value }) => /^-|=|^(?:all|build|install|test|check|clean|\d+)$/.test(value));
  if (isRuntime(name)) return !words.some(({ value }) => /\bch(?:own|mod)\b/.test(value));
  return isQuietName(name);
}

const isQuietName = (name: string): boolean =>
  isHarmless(name) ||
  isPackageManager(name) ||
  isRuntime(name) ||
  isCompiler(name) ||
  isBuildTool(name) ||
  isNetworkTool(name);

/** A program that is not known may change what it is told of; one that is called for it, everything. */
function applyUnknown(doing: Doing): void {
  const { command, run } = doing;
  if (/perm|own|setup|provision|bootstrap|entrypoint|^init|^install[-_.]/.test(command.name)) {
    anythingAt(doing, ['/']);
    return;
  }
  for (const word of command.words.slice(1)) {
    if (!word.value.includes('/') || word.value.startsWith('-') || word.value.includes('://')) continue;
    for (const { path, reach } of placesOf(run, word)) doing.tell(path, reach, { kind: 'anything' });
  }
}

function anythingAt({ tell }: Doing, paths: readonly string[]): void {
  for (const path of paths) tell(path, 'below', { kind: 'anything' });
}
