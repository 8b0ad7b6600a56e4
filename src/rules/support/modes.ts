/** What a file mode gives away. */
export interface ModeFlaws {
  /** Everyone may write, and no sticky bit holds them back. */
  readonly worldWritable: boolean;
  readonly setuid: boolean;
  readonly setgid: boolean;
}

/** Reads a mode of `chmod` or `--chmod`: octal (`777`, `04755`) or symbolic (`a+rwx`, `u+s,g-w`). */
export function modeFlaws(mode: string): ModeFlaws | undefined {
  if (/^[0-7]{3,5}$/.test(mode)) {
    const bits = Number.parseInt(mode, 8);
    return {
      worldWritable: (bits & 0o002) !== 0 && (bits & 0o1000) === 0,
      setuid: (bits & 0o4000) !== 0,
      setgid: (bits & 0o2000) !== 0,
    };
  }
  if (!/^[ugoa]*[+=-][rwxXstugo]*(?:[,+=-][ugoa]*[+=-]?[rwxXstugo]*)*$/.test(mode)) return undefined;
  let [worldWritable, setuid, setgid] = [false, false, false];
  for (const clause of mode.split(',')) {
    const [, who = '', operator = '', rights = ''] = /^([ugoa]*)([+=-])([rwxXst]*)/.exec(clause) ?? [];
    if (operator === '-') continue;
    const everyone = who.includes('o') || who.includes('a');
    if (everyone && rights.includes('w') && !rights.includes('t')) worldWritable = true;
    if (rights.includes('s') && (who.includes('u') || who === '' || who.includes('a'))) setuid = true;
    if (rights.includes('s') && (who.includes('g') || who === '' || who.includes('a'))) setgid = true;
  }
  return { worldWritable, setuid, setgid };
}
