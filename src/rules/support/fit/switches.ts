import { lastName } from '../../../core/paths.ts';
import type { Site } from '../../../core/site.ts';
import { isUserSwitch } from '../../../dockerfile/tools.ts';
import type { ShellCommand } from '../../../shell/types.ts';
import type { Fit } from '../../rule.ts';
import { imageSite } from './sites.ts';
import { fileScript, inlineScript, launched, readScript, startOf } from './start.ts';

/** A step of the start that only some users may do: it becomes another user, or gives files away. */
export interface Switch {
  /** `gosu`, `sudo`, `chown`. */
  readonly program: string;
  /** Where it is written, or the ENTRYPOINT that leads to it. */
  readonly at?: Site;
  /** The script of the build context that it stands in. */
  readonly script?: string;
}

/**
 * What a container's start does that needs root or a setuid program, as far as its words and scripts show: nothing of a
 * script that asks who runs it, as it may do so for root only.
 */
export const switchesOf = (fit: Fit): readonly Switch[] => fit.once(findSwitches);

function findSwitches(fit: Fit): Switch[] {
  const start = startOf(fit);
  if (!start) return [];
  const words = launched([...start.entrypoint, ...start.command]);
  const inline = inlineScript(words);
  if (inline) return inScript(inline.script.value, inline.script.at);
  const file = fileScript(fit, start.entrypoint.length > 0 ? start.entrypoint : start.command);
  if (file) {
    const at =
      start.entrypoint[0]?.by === 'manifest' ? start.entrypoint[0].at : imageSite(fit, fit.facts.entrypoint);
    return inScript(file.text, at).map((each) => ({ ...each, script: file.path }));
  }
  const [first] = words;
  const program = lastName(first?.value ?? '');
  return isUserSwitch(program) ? [{ program, ...(first?.at ? { at: first.at } : {}) }] : [];
}

/** `id -u`, `$UID`, `whoami`: what follows may be for one user only. */
const ASKS = /\bid\s+-(?:[a-z]*u|n)|\$\{?E?UID\b|\bwhoami\b|\$\{?USER\b/;

function inScript(text: string, at: Site | undefined): Switch[] {
  if (ASKS.test(text)) return [];
  const { commands } = readScript(text);
  const certain = [...commands.filter(isCertain), ...lastOf(commands)];
  const programs = new Set(certain.flatMap(programsOf));
  return [...programs].map((program) => ({ program, ...(at ? { at } : {}) }));
}

/** It is run whatever happens, and its failure is not passed over. */
const isCertain = ({ depth, before, after, within }: ShellCommand): boolean =>
  depth === 0 && within === 'top' && before !== '||' && before !== '&&' && after !== '||' && after !== '&';

/** The commands of an and-list that ends a script: where one of them is not come to, the container has ended before. */
function lastOf(commands: readonly ShellCommand[]): readonly ShellCommand[] {
  const top = commands.filter(({ depth, within }) => depth === 0 && within === 'top');
  const end = top.at(-1);
  const last = top.filter(({ chain }) => chain === end?.chain);
  const isEnd = end !== undefined && end === commands.at(-1) && end.after !== '&';
  return isEnd && last.slice(1).every(({ before }) => before === '&&') ? last : [];
}

const programsOf = ({ name, prefixes }: ShellCommand): string[] =>
  [...prefixes.map(({ value }) => lastName(value)), name].filter(
    (each) => isUserSwitch(each) || each === 'chown',
  );
