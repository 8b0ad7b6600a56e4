import type { Problem } from '../../../core/finding.ts';
import type { Build, Instruction } from '../../../dockerfile/build-types.ts';
import type { Flag } from '../../../dockerfile/tree.ts';
import { show } from '../../support/show.ts';
import { valueOf } from './values.ts';

/** What BuildKit refuses of `--chmod`: octal up to 07777, or as chmod(1) has it. */
export function* judgeMode(flag: Flag, at: Instruction, build: Build): Generator<Problem> {
  const mode = valueOf(flag.value!, at, build);
  if (mode === undefined || mode === '' || OCTAL.test(mode) || isSymbolic(mode)) return;
  yield {
    at: flag.value!.span,
    message: `--chmod takes an octal mode such as 0755, or one such as u=rwX,go=rX, not ${show(mode)}`,
  };
}

const OCTAL = /^0*[0-7]{1,4}$/;

/** `u=rwX,go=rX`: who, what to do, and what. */
export const isSymbolic = (mode: string): boolean => SYMBOLIC.test(mode);

const SYMBOLIC = /^[ugoa]*(?:[-+=][rstwXxugo]*)+(?:,[ugoa]*(?:[-+=][rstwXxugo]*)+)*$/;
