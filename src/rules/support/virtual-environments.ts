import type { Build, Command, Stage } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';

/** The language whose packages a folder of a stage holds in a way that only the same version can use. */
export function environmentAt(build: Build, stage: Stage, text: string): 'python' | 'ruby' | undefined {
  const path = `/${text}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
  if (path === '/usr/local/bundle' || path.endsWith('/vendor/bundle')) return 'ruby';
  const makes = build.commands().some((command) => isOf(stage, command) && makesAt(build, command, path));
  return makes ? 'python' : undefined;
}

function isOf(stage: Stage, command: Command): boolean {
  for (let at: Stage | undefined = stage; at; at = at.parent) if (at === command.stage) return true;
  return false;
}

/** `python -m venv PATH`, `virtualenv PATH`, `uv venv`, `uv sync`, `pip install --prefix PATH` or `--user`. */
function makesAt(build: Build, { name, words, instruction }: Command, path: string): boolean {
  const values = words.map(({ value }) => value);
  const is = (value: string | undefined) =>
    value !== undefined && resolveDirectory(build.workdirAt(instruction), value) === path;
  if (name === 'virtualenv' || (/^python[\d.]*$/.test(name) && values.includes('venv')))
    return values.slice(1).some(is);
  if (name === 'uv' && values[1] === 'venv') return values.slice(2).some(is) || is('.venv');
  if (name === 'uv' && values[1] === 'sync') return is('.venv');
  if (!/^pip[\d.]*$/.test(name) && !values.includes('pip')) return false;
  if (values.includes('--user') && /\/\.local$/.test(path)) return true;
  return values.some((value, at) =>
    is(value === '--prefix' ? values[at + 1] : /^--prefix=(.+)$/.exec(value)?.[1]),
  );
}
