import type { Fix } from '../../core/edit.ts';
import { contains, type Span } from '../../core/span.ts';
import type { ShellScript, ShellWord } from '../../shell/types.ts';
import { maskExpressions } from '../../workflow/expression.ts';
import type { ExpressionUse, Step } from '../../workflow/types.ts';
import { setAt } from '../../yaml/edit.ts';
import { asMap, at, textOf } from '../../yaml/look.ts';
import { workflowRule } from '../rule.ts';
import { imageJobs, publishingJobs, stepsOf } from '../support/workflow/jobs.ts';
import { type UntrustedContext, untrustedIn } from '../support/workflow/untrusted.ts';

/** An expression is put into the script before the shell reads it: a title becomes code. */
export const scriptInjection = workflowRule({
  name: 'script-injection',
  title: 'Hand text that others write to scripts in the environment',
  severity: 'high',
  set: 'recommended',
  aliases: ['zizmor/template-injection'],
  help: 'set it as a variable under env: of the step, and write "$NAME" in the script',
  fixable: true,

  *check({ workflow }) {
    const publishing = new Set(publishingJobs(workflow));
    for (const job of new Set([...imageJobs(workflow), ...publishing])) {
      for (const step of stepsOf(job)) {
        for (const use of step.run?.expressions ?? []) {
          const context = untrustedIn(use, workflow);
          // Where nothing is published, only what is run with the repository's own rights matters.
          if (!context || (severityOf(context) === 'low' && !publishing.has(job))) continue;
          const fix = fixOf(step, use, context);
          yield {
            at: use.at,
            severity: severityOf(context),
            message: messageOf(context),
            ...(fix ? { fix } : {}),
          };
        }
      }
    }
  },
});

/** On `pull_request` alone a stranger has no secrets to reach, and writes what is built anyhow. */
const severityOf = ({ events }: UntrustedContext) =>
  events.length > 0 && events.every((event) => event === 'pull_request')
    ? ('low' as const)
    : ('high' as const);

const messageOf = ({ path, events }: UntrustedContext): string => {
  const who = /head_commit|commits/.test(path) ? 'whoever writes a commit that is merged' : 'anyone';
  return severityOf({ path, events }) === 'low'
    ? `${path} is put into the script as it is, and anyone writes it: a quote in it breaks the script, and more than that runs`
    : `${path} is put into the script as it is, and ${who} writes it: what it holds runs where images are published`;
};

function fixOf(step: Step, { at: site, text }: ExpressionUse, { path }: UntrustedContext): Fix | undefined {
  const node = asMap(step.node);
  const { run } = step;
  if (!node || run?.shell !== 'posix' || !run.script || site.source !== node.source) return undefined;
  const name = variableName(path);
  const given = textOf(at(node, 'env', name));
  const word = wordAt(run.script, site.span);
  const quotes = word && quotesOf(word.raw);
  if (!quotes || (given !== undefined && given !== text)) return undefined;
  const env = given === undefined ? setAt(node, ['env', name], text) : undefined;
  if (given === undefined && !env) return undefined;
  return {
    title: `hand it over as ${name} under env:`,
    // Unquoted, a text with blanks was several words, and is one now.
    safe: quotes === 'double',
    edits: [
      { span: site.span, text: quotes === 'double' ? `\${${name}}` : `"\${${name}}"` },
      ...(env ? [env] : []),
    ],
  };
}

/** `github.event.pull_request.title` is `PULL_REQUEST_TITLE`. */
const variableName = (path: string): string =>
  path
    .replace(/^github\.(?:event\.)?/, '')
    .replace(/[^a-z0-9]+/g, '_')
    .toUpperCase();

/** The innermost word that holds a place; none in scripts inside strings, heredocs and comments. */
function wordAt({ commands }: ShellScript, span: Span): ShellWord | undefined {
  let best: ShellWord | undefined;
  for (const { words, prefixes, assignments, redirects, within } of commands) {
    const all = [
      ...words,
      ...prefixes,
      ...assignments.map(({ value }) => value),
      ...redirects.map(({ target }) => target),
    ];
    for (const word of all) {
      if (!word || !contains(word.span, span)) continue;
      if (within === 'nested') return undefined;
      if (!best || contains(best.span, word.span)) best = word;
    }
  }
  return best;
}

/** How the whole of a word is quoted; undefined where that is mixed. */
function quotesOf(raw: string): 'none' | 'double' | undefined {
  const plain = maskExpressions(raw, '');
  if (!/["'\\`]/.test(plain)) return plain.includes('$(') ? undefined : 'none';
  return /^"[^"'\\`]*"$/.test(plain) && !plain.includes('$(') ? 'double' : undefined;
}
