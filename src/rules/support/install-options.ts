import type { Edit } from '../../core/edit.ts';
import type { PackageAction, ShellWord } from '../../dockerfile/index.ts';
import { insertAfter } from './edits.ts';

/** Gives an install one more option: behind its verb and the `-y` and `-q` that stand there. */
export function addOption({ command }: PackageAction, verb: ShellWord, option: string): Edit {
  let at = command.words.indexOf(verb);
  while (PLAIN.test(command.words[at + 1]?.raw ?? '')) at++;
  return insertAfter((command.words[at] ?? verb).span, ` ${option}`);
}

const PLAIN = /^(?:-[yqV]+|--(?:yes|assume-?yes|quiet))$/;
