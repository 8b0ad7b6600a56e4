import type { SitedProblem } from '../../core/finding.ts';
import type { Site } from '../../core/site.ts';
import type { CommandUse } from '../../workload/types.ts';
import { type Fit, fitRule } from '../rule.ts';
import { imageName, imageSite } from '../support/fit/sites.ts';
import { fileScript, inlineScript, type StartLine, startOf, takesArguments } from '../support/fit/start.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Arguments go to the entrypoint, and one that is a shell's script without `"$@"` drops them without a word. */
export const argumentsIgnored = fitRule({
  name: 'arguments-ignored',
  title: 'Give arguments to an entrypoint that takes them',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'end the entrypoint with `exec program "$@"`, in its exec form, or replace the entrypoint too',
  fixable: false,

  *check(fit) {
    const { container, facts } = fit;
    const given = container.command;
    if (!given || given.words.length === 0) return;
    const start = startOf(fit);
    if (!start) {
      yield unanswered(fit, 'the entrypoint', facts.entrypoint);
      return;
    }
    const why = whyIgnored(fit, start);
    if (why) yield problem(fit, given, why);
  },
});

interface Why {
  readonly text: string;
  readonly at?: Site;
  readonly help?: string;
}

function whyIgnored(fit: Fit, start: StartLine): Why | undefined {
  const inline = inlineScript(start.entrypoint);
  const [first] = start.entrypoint;
  const whose = first?.by === 'manifest' ? 'its own' : `the ENTRYPOINT of ${imageName(fit)}`;
  if (inline) {
    // What follows the script is `$0`, `$1`, …
    if (takesArguments(inline.script.value) || /\$(?:0|\{0)/.test(inline.script.value)) return undefined;
    return {
      text: `${whose} is a script of ${inline.shell} that reads none`,
      ...(inline.script.at ? { at: inline.script.at } : {}),
      help: `end the script with \`exec program "$@"\` and put a word behind it, which is \`$0\`: ["${inline.shell}", "-c", "exec program \\"$@\\"", "--"]`,
    };
  }
  const file = fileScript(fit, start.entrypoint);
  if (!file || takesArguments(file.text) || /^\s*(?:\.|source)\s/m.test(file.text)) return undefined;
  const at = imageSite(fit, fit.facts.entrypoint);
  return {
    text: `${whose} is ${file.path}, which reads none`,
    ...(at ? { at } : {}),
    help: `end ${file.path} with \`exec "$@"\`, or start the program there with "$@" behind it`,
  };
}

function problem({ container }: Fit, given: CommandUse, { text, at, help }: Why): SitedProblem {
  const what = container.workload.format === 'compose' ? 'command' : 'args';
  const [first, ...rest] = given.words;
  const shown = `${first!.value.replace(/\s+/g, ' ').slice(0, 40)}${rest.length > 0 ? ' …' : ''}`;
  return {
    at: first!.at,
    ...(at ? { also: [at] } : {}),
    message: `the ${what} of ${nameOf(container)} (${shown}) never ${what === 'args' ? 'take' : 'takes'} effect: ${text}`,
    ...(help ? { help } : {}),
  };
}
