import { lastName } from '../../core/paths.ts';
import { readShell } from '../../shell/read.ts';
import type { CommandUse, Probe } from '../../workload/types.ts';
import { setAt } from '../../yaml/edit.ts';
import { at, numberField } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** The grace period counts from the begin of the preStop hook: what that waits is taken from the program. */
export const preStopWithinGrace = workloadRule({
  name: 'pre-stop-within-grace',
  title: 'Leave the program time to stop behind its preStop hook',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'make terminationGracePeriodSeconds longer than the hook and the program’s own end together',
  fixable: true,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    const { gracePeriod, spec } = workload.pod;
    const waiting = workload.containers.flatMap((container) => {
      const { preStop } = container.hooks;
      const waits = preStop && secondsOf(preStop);
      return preStop && waits !== undefined ? [{ container, preStop, waits }] : [];
    });
    // The longest of them decides.
    const wanted = waiting.reduce((most, { waits }) => Math.max(most, waits), 0) + 30;
    for (const { container, preStop, waits } of waiting) {
      if (waits < gracePeriod.value) continue;
      const edit = setAt(spec, ['terminationGracePeriodSeconds'], wanted);
      yield {
        at: preStop.at,
        also: gracePeriod.from === 'default' ? [] : [gracePeriod.at],
        message: `the preStop hook of ${nameOf(container)} waits ${waits} s, and the pod has ${gracePeriod.value} s${gracePeriod.from === 'default' ? ' (the default)' : ''} for its end: the program is killed when it gets the stop signal`,
        help: `set terminationGracePeriodSeconds: ${wanted}, or wait a shorter time`,
        ...fixWith(`set terminationGracePeriodSeconds to ${wanted}`, edit && [edit], ['run.stop'], true),
      };
    }
  },
});

/** How long a hook sleeps, at least. */
function secondsOf({ kind, node, command }: Probe): number | undefined {
  if (kind === 'sleep') return numberField(at(node, 'sleep', 'seconds'))?.value;
  return kind === 'exec' && command ? sleptIn(command) : undefined;
}

function sleptIn({ words }: CommandUse): number | undefined {
  const [first, ...rest] = words.map(({ value }) => value);
  const name = lastName(first ?? '');
  if (name === 'sleep') return durationOf(rest);
  const option = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
  const script = rest[option + 1];
  if (!/^(?:ba|da|a|z|k)?sh$/.test(name) || option === -1 || script === undefined) return undefined;
  const { commands } = readShell({ text: script, span: (start, end) => ({ start, end }) });
  const slept = commands.flatMap((command) =>
    command.name === 'sleep' && command.depth === 0 && command.before !== '||' && command.after !== '&'
      ? (durationOf(command.words.slice(1).map(({ value }) => value)) ?? [])
      : [],
  );
  return slept.length > 0 ? slept.reduce((sum, each) => sum + each, 0) : undefined;
}

/** What `sleep` adds up: `30`, `1m`, `0.5`. */
function durationOf(words: readonly string[]): number | undefined {
  const parts = words.map((word) => /^(\d{1,9}(?:\.\d{1,9})?)([smhd]?)$/.exec(word));
  if (parts.length === 0 || parts.includes(null)) return undefined;
  return parts.reduce((sum, part) => sum + Number(part![1]) * UNITS[part![2] ?? '']!, 0);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
