import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Variables of the environment, as a caller gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a helper program is: `PLIMSOLL_<NAME>_PROGRAM` says it, else it is looked for on the `PATH`.
 * @returns undefined when it is not there
 */
export function findProgram(name: string, env: Environment): string | undefined {
  const given = env[`PLIMSOLL_${name.toUpperCase()}_PROGRAM`];
  const names = process.platform === 'win32' ? [`${name}.exe`, name] : [name];
  const candidates = given
    ? [given]
    : (env.PATH ?? '')
        .split(delimiter)
        .filter(Boolean)
        .flatMap((folder) => names.map((one) => join(folder, one)));
  return candidates.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
