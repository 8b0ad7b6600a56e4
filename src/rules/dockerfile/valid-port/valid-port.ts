import type { Problem } from '../../../core/finding.ts';
import { part } from '../../support/parts.ts';
import { type ExposedPort, exposedPorts } from '../../support/ports.ts';
import { show } from '../../support/show.ts';

/** Ports are numbers from 0 to 65535. */
export const validPort = part({
  severity: 'high',
  aliases: ['DL3011', 'DS-0008'],
  help: 'write a number up to 65535, or a range first-last, and then nothing, /tcp, /udp or /sctp',

  *check(build) {
    for (const instruction of build.all('EXPOSE')) {
      for (const port of exposedPorts(build, instruction)) {
        const found = judge(port);
        if (found) yield { at: port.word.span, ...found };
      }
    }
  },
});

function judge({
  text,
  port,
  numbers,
  protocol,
  literal,
  word,
}: ExposedPort): Omit<Problem, 'at'> | undefined {
  if (!numbers) {
    const list = literal && /^\d+(,\d+)+$/.test(text);
    return {
      message: list
        ? `${show(text)} is no port: several stand side by side, with blanks between`
        : `${show(text)} is no port`,
      aliases: [],
      ...(list ? { fix: separate(text, word.span) } : {}),
    };
  }
  const [first, last] = numbers;
  if (first > MAX || last > MAX) {
    const aliases = port.includes('-') ? ['DL3011'] : ['DL3011', 'DS-0008'];
    return { message: `${port} is beyond the last port, ${MAX}`, aliases };
  }
  if (last < first) return { message: `the range ${port} ends before it begins`, aliases: [] };
  if (!/^(tcp|udp|sctp)?$/i.test(protocol)) {
    return { message: `${show(protocol)} is no protocol of a port`, aliases: [] };
  }
  return undefined;
}

const MAX = 65535;

const separate = (text: string, span: ExposedPort['word']['span']): NonNullable<Problem['fix']> => ({
  title: 'put blanks between the ports',
  safe: false,
  edits: [{ span, text: text.replaceAll(',', ' ') }],
  changes: ['ports'],
});
