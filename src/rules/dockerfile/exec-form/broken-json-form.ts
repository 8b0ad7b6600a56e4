import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Build, Instruction } from '../../../dockerfile/build-types.ts';
import type { Logical } from '../../../dockerfile/logical.ts';
import { brokenJson } from '../../support/broken-json.ts';
import { part } from '../../support/parts.ts';
import { setsShell } from '../../support/shells.ts';
import { show } from '../../support/show.ts';

/** A list that is not quite JSON is taken as a command for the shell, or as words, without a warning. */
export const brokenJsonForm = part({
  severity: 'high',
  aliases: ['DL3025', 'JSONArgsRecommended'],
  help: 'write a list of strings in double quotes with commas between them, and nothing behind it',

  *check(build) {
    for (const instruction of build.all('RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'COPY', 'ADD', 'VOLUME')) {
      const line = lineOf(instruction);
      const broken = line && brokenJson(line);
      if (!broken) continue;
      yield {
        at: line.span(0, line.text.length),
        message: `this is no JSON, as ${broken.why}: ${consequence(instruction, line)}`,
        aliases: aliasesOf(instruction, build),
        ...(broken.edits
          ? { fix: { title: 'make it valid JSON', safe: false, edits: broken.edits, changes: factNames } }
          : {}),
      };
    }
  },
});

/** What stands where a JSON form may, when it begins like one and was not read as one. */
function lineOf(instruction: Instruction): Logical | undefined {
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD':
      // A list in brackets may be a pattern there: `[ab]*`.
      return !instruction.json && /^\[\s*["'“”‘’]/.test(instruction.body.text) ? instruction.body : undefined;
    case 'VOLUME':
      return instruction.json ? undefined : instruction.body;
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return instruction.command?.form === 'shell' ? instruction.command.script : undefined;
    default:
      return undefined;
  }
}

function consequence({ keyword }: Instruction, { text }: Logical): string {
  if (keyword === 'COPY' || keyword === 'ADD') return 'its pieces are taken as file names';
  const first = show(text.split(/\s/, 1)[0]!);
  return keyword === 'VOLUME' ? `the volume is called ${first}` : `a shell looks for a program ${first}`;
}

function aliasesOf(instruction: Instruction, build: Build): NonNullable<Problem['aliases']> {
  if (instruction.onbuild) return [];
  if (instruction.keyword === 'HEALTHCHECK') return ['DL3025'];
  if (instruction.keyword !== 'CMD' && instruction.keyword !== 'ENTRYPOINT') return [];
  return setsShell(build, instruction) ? ['DL3025'] : ['DL3025', 'JSONArgsRecommended'];
}
