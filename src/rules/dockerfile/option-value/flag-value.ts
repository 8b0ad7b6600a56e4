import type { Problem } from '../../../core/finding.ts';
import type { Build } from '../../../dockerfile/build-types.ts';
import { knownFlags } from '../../../dockerfile/instructions.ts';
import type { Flag, Instruction } from '../../../dockerfile/tree.ts';
import { part } from '../../support/parts.ts';
import { judgeChecksum } from './checksums.ts';
import { judgeDevice } from './devices.ts';
import { judgeMode } from './modes.ts';
import { judgeMount } from './mounts.ts';
import { judgePlatform } from './platforms.ts';
import { choice } from './values.ts';

/** A flag that BuildKit knows, with a value that it refuses. */
export const flagValue = part({
  severity: 'high',
  aliases: [],
  help: 'correct the flag: the builder refuses it',

  *check(build) {
    for (const instruction of build.all('FROM', 'RUN', 'COPY', 'ADD', 'HEALTHCHECK')) {
      // Nothing reads the flags of HEALTHCHECK NONE.
      if (instruction.keyword === 'HEALTHCHECK' && instruction.none) continue;
      const seen = new Set<string>();
      for (const flag of instruction.flags) {
        if (!(knownFlags[instruction.keyword] ?? []).includes(flag.name)) continue;
        if (seen.has(flag.name) && !REPEATABLE.has(flag.name)) {
          yield { at: flag.span, message: `--${flag.name} is given twice` };
        }
        seen.add(flag.name);
        yield* judge(flag, instruction, build);
      }
    }
  },
});

const REPEATABLE: ReadonlySet<string> = new Set(['mount', 'exclude', 'device']);
const SWITCHES: ReadonlySet<string> = new Set(['link', 'parents', 'keep-git-dir', 'unpack']);
const NETWORKS = ['default', 'none', 'host'];
const SECURITY = ['sandbox', 'insecure'];

function* judge(flag: Flag, instruction: Instruction, build: Build): Iterable<Problem> {
  const { name, value, span } = flag;
  const isSwitch = SWITCHES.has(name);
  // A switch may stand alone, but not with an equals sign and nothing behind it.
  if (!value ? !isSwitch : isSwitch && value.text === '') {
    yield { at: span, message: `--${name} of ${instruction.keyword} needs a value` };
  }
  if (!value || (isSwitch && value.text === '')) return;
  const oneOf = (known: readonly string[], text = value.text): Problem[] =>
    known.includes(text) ? [] : [choice(value, `--${name}`, text, known)];
  if (isSwitch) yield* oneOf(['true', 'false'], value.text.toLowerCase());
  else if (name === 'network') yield* oneOf(NETWORKS);
  else if (name === 'security') yield* oneOf(SECURITY);
  else if (name === 'device') yield* judgeDevice(flag);
  else if (name === 'chmod') yield* judgeMode(flag, instruction, build);
  else if (name === 'checksum' && instruction.keyword === 'ADD')
    yield* judgeChecksum(flag, instruction, build);
  // An empty one counts as none.
  else if (name === 'platform' && value.text !== '') yield* judgePlatform(flag, instruction, build);
  else if (name === 'mount') yield* judgeMount(flag, instruction, build);
}
