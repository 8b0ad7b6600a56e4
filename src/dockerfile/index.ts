/** The Dockerfile language on its own: `plimsoll/dockerfile`. */

export type { ShellAssignment, ShellCommand, ShellRedirect, ShellScript, ShellWord } from '../shell/types.ts';
export { type BuildOptions, buildOf } from './build.ts';
export type * from './build-types.ts';
export { commentsOf } from './comments.ts';
export { expand, type Variable } from './expand.ts';
export { Logical } from './logical.ts';
export { parse } from './parse.ts';
export { print } from './print.ts';
export type * from './tree.ts';
