import type { Output, World } from './world.ts';

/** What `--color` says. */
export type ColorChoice = 'auto' | 'always' | 'never';

export const isColorChoice = (text: string): text is ColorChoice => /^(?:auto|always|never)$/.test(text);

/** Whether to write in colour: as asked for, else as NO_COLOR, FORCE_COLOR and the terminal have it. */
export function useColor(choice: ColorChoice, output: Output, env: World['env']): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return !/^(?:0|false)$/.test(env.FORCE_COLOR);
  return output.isTTY && env.TERM !== 'dumb';
}

export interface Styles {
  bold(text: string): string;
  dim(text: string): string;
  accent(text: string): string;
  warn(text: string): string;
}

/** The few styles of what commands say themselves; reports have their own. */
export function stylesFor(color: boolean): Styles {
  const style = (on: number, off: number) => (text: string) =>
    color && text !== '' ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  return { bold: style(1, 22), dim: style(2, 22), accent: style(36, 39), warn: style(31, 39) };
}
