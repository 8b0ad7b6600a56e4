import type { Edit, Fix } from '../../core/edit.ts';
import type { ShellCommand } from '../../shell/types.ts';
import { maskExpressions } from '../../workflow/expression.ts';
import type { LoginAct } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';

/** What stands on a command line can be read by every process of the machine. */
export const loginPasswordArgument = workflowRule({
  name: 'login-password-argument',
  title: 'Log in to registries with the password on standard input',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'echo "$PASSWORD" | docker login --username NAME --password-stdin',
  fixable: true,

  *check({ workflow }) {
    for (const job of workflow.jobs) {
      for (const act of job.acts) {
        if (act.does !== 'login' || !act.onCommandLine) continue;
        const written = act.password !== undefined && !act.password.value.includes('$');
        const fix = written ? undefined : fixOf(act);
        yield {
          at: act.password?.at ?? act.at,
          severity: written ? ('high' as const) : ('medium' as const),
          message: written
            ? 'the registry’s password stands in this file'
            : 'the registry’s password is on the command line, where every process of the machine and a shell that traces its commands see it',
          ...(fix ? { fix } : {}),
        };
      }
    }
  },
});

/** Only for programs that are known to take `--password-stdin`, and a command that reads nothing else. */
function fixOf({ command, at: { source } }: LoginAct): Fix | undefined {
  if (!command || !/^(?:docker|podman|buildah|nerdctl|helm|oras|skopeo|crane)$/.test(command.name))
    return undefined;
  if (command.pipeline.length > 1 || command.redirects.some(({ operator }) => operator.startsWith('<')))
    return undefined;
  if (source.slice(command.span).includes('\n') && command.within === 'nested') return undefined;
  const password = passwordOf(command);
  if (!password) return undefined;
  const { start } = command.span;
  return {
    title: 'hand the password over on standard input',
    safe: true,
    edits: [{ span: { start, end: start }, text: `echo ${password.text} | ` }, password.edit],
  };
}

/** The password as it is to be written behind `echo`, and the edit that puts `--password-stdin` in its place. */
function passwordOf({ words }: ShellCommand): { readonly text: string; readonly edit: Edit } | undefined {
  const at = words.findIndex(({ value }) => /^(?:-p|--password)$/.test(value));
  const value = at === -1 ? undefined : words[at + 1];
  if (value) {
    const text = quoted(value.raw);
    return text === undefined
      ? undefined
      : {
          text,
          edit: { span: { start: words[at]!.span.start, end: value.span.end }, text: '--password-stdin' },
        };
  }
  const joined = words.find(({ raw }) => raw.startsWith('--password='));
  const text = joined && quoted(joined.raw.slice('--password='.length));
  return joined && text !== undefined
    ? { text, edit: { span: joined.span, text: '--password-stdin' } }
    : undefined;
}

function quoted(raw: string): string | undefined {
  if (/^"[^"]*"$|^'[^']*'$/.test(raw)) return raw;
  return /["'\\`\n]|\$\(/.test(maskExpressions(raw, '')) ? undefined : `"${raw}"`;
}
