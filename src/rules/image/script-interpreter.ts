import { imageRule } from '../rule.ts';
import { scriptFile } from '../support/context-scripts.ts';
import { baseName, startsOf } from '../support/starts.ts';

/** A script starts by way of its first line; without that program the kernel says “no such file”. */
export const scriptInterpreter = imageRule({
  name: 'script-interpreter',
  title: 'Have the interpreter that a start script names',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'name a shell that the image has in the first line of the script, or install that one',
  fixable: false,

  *check({ facts, recipe }) {
    if (!recipe) return;
    for (const { kind, command, at } of startsOf(facts, recipe.build)) {
      if (!at || command.form === 'shell' || !/[./]/.test(command.args[0] ?? '')) continue;
      const script = scriptFile(command.args.slice(0, 1), recipe.build, facts);
      const line = script && /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(script.text);
      if (!script || !line) continue;
      const byEnv = baseName(line[1]!) === 'env';
      const program = byEnv ? (line[2] ?? '') : baseName(line[1]!);
      if (/\r$/m.test(script.text.slice(0, 200).split('\n')[0]!)) {
        yield {
          at,
          message: `the first line of ${script.path} ends with a carriage return: the kernel looks for “${program}\\r” and ${kind} fails`,
        };
      } else if (program !== '' && !program.startsWith('-') && facts.has(program) === 'absent') {
        yield {
          at,
          message: `${script.path} begins with ${line[0].trim()}, and the image has no ${program}: ${kind} fails with “no such file or directory”`,
        };
      }
    }
  },
});
