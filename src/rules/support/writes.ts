import type { Command } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';

/**
 * A path that a command certainly writes to, in a folder that has to be there already: the working directory for
 * package managers that install into the project, the operand of what makes files and folders.
 */
export function writesOfCommand({ name, words }: Command, workdir: string): string | undefined {
  const args = words.slice(1);
  if (args.some(({ literal }) => !literal)) return undefined;
  const values = args.map(({ value }) => value);
  const verb = values.find((value) => !value.startsWith('-'));
  const elsewhere = values.some((value) => ELSEWHERE.test(value));
  const intoProject = INTO_PROJECT[name];
  if (intoProject) return !elsewhere && intoProject.test(verb ?? '') ? workdir : undefined;
  if (name === 'touch' || name === 'mkdir')
    return verb === undefined ? undefined : resolveDirectory(workdir, verb);
  if (name === 'git' && verb === 'clone') {
    const operands = values.filter((value) => !value.startsWith('-'));
    return operands.length === 3 ? resolveDirectory(workdir, operands[2]!) : undefined;
  }
  if (/^python[\d.]*$/.test(name) && values[0] === '-m' && values[1] === 'venv' && values[2])
    return resolveDirectory(workdir, values[2]);
  return undefined;
}

/** Subcommands that write `node_modules`, `vendor` or `target` into the working directory; '' is none. */
const INTO_PROJECT: Readonly<Record<string, RegExp>> = {
  npm: /^(?:ci|install|i|add)$/,
  yarn: /^(?:install|add|)$/,
  pnpm: /^(?:install|i|add)$/,
  bun: /^(?:install|i|add)$/,
  composer: /^(?:install|update|require)$/,
  cargo: /^(?:build|test)$/,
};

/** Options that lead elsewhere, or do nothing. */
const ELSEWHERE =
  /^(?:-g|-C|-d|--global|--prefix.*|--cwd.*|--dir.*|--working-dir.*|--target-dir.*|--manifest-path.*|--dry-run|--help|--version|--modules-folder.*)$/;
