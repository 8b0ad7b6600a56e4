import type { Build, Command, Stage } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';

/** The folders that hold a language's packages in a way that only the same version can use, by stage. */
export class Environments {
  readonly #made: ReadonlyMap<Stage, readonly string[]>;

  constructor(build: Build) {
    const made = build.commands().flatMap((command) =>
      pathsOf(command).flatMap((text) => {
        const path = resolveDirectory(build.workdirAt(command.instruction), text);
        return path === undefined ? [] : [{ stage: command.stage, path }];
      }),
    );
    this.#made = new Map(
      [...Map.groupBy(made, ({ stage }) => stage)].map(([stage, all]) => [
        stage,
        all.map(({ path }) => path),
      ]),
    );
  }

  /** The language of the folder at a path of a stage; undefined when it is none. */
  at(stage: Stage, text: string): 'python' | 'ruby' | undefined {
    const path = `/${text}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
    if (path === '/usr/local/bundle' || path.endsWith('/vendor/bundle')) return 'ruby';
    let depth = 0;
    for (let at: Stage | undefined = stage; at && depth++ < LONGEST; at = at.parent) {
      const found = this.#made
        .get(at)
        ?.some((each) => each === path || (each === '/~' && path.endsWith('/.local')));
      if (found) return 'python';
    }
    return undefined;
  }
}

/** A hostile file may chain thousands of stages; no person's does. */
const LONGEST = 64;

/** `python -m venv PATH`, `virtualenv PATH`, `uv venv`, `uv sync`, `pip install --prefix PATH`; `/~` is `--user`. */
function pathsOf({ name, words }: Command): string[] {
  const values = words.slice(1).map(({ value }) => value);
  const operands = values.filter((value) => !value.startsWith('-'));
  if (name === 'virtualenv') return operands;
  if (name === 'uv' && values[0] === 'venv') return operands.length > 1 ? operands.slice(1) : ['.venv'];
  if (name === 'uv' && values[0] === 'sync') return ['.venv'];
  if (/^python[\d.]*$/.test(name) && values.includes('venv')) return operands.slice(1);
  if (!/^pip[\d.]*$/.test(name) && !(/^python[\d.]*$|^uv$/.test(name) && values.includes('pip'))) return [];
  if (values.includes('--user')) return ['/~'];
  return values.flatMap((value, at) =>
    value === '--prefix' ? (values[at + 1] ?? []) : (/^--prefix=(.+)$/.exec(value)?.[1] ?? []),
  );
}
