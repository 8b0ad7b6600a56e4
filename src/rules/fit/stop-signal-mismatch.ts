import type { Fix } from '../../core/edit.ts';
import { valueOf } from '../../core/facts.ts';
import type { SitedProblem } from '../../core/finding.ts';
import { lastName } from '../../core/paths.ts';
import { isInit } from '../../dockerfile/tools.ts';
import { replaceNode, setAt } from '../../yaml/edit.ts';
import { at, textOf } from '../../yaml/look.ts';
import { type Fit, fitRule } from '../rule.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { inlineScript, launched, startOf, wordsOf } from '../support/fit/start.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { nearest } from '../support/nearest.ts';
import { isSignal, SIGNALS } from '../support/signals.ts';
import { type Stopped, wrongStop } from '../support/stopping.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { isMeantToEnd } from '../support/workload/lifetime.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A manifest that says another signal, or starts another program, has to fit the one to the other. */
export const stopSignalMismatch = fitRule({
  name: 'stop-signal-mismatch',
  title: 'Stop a container by the signal that its program ends gracefully at',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'leave the signal to the image, or say the one that the program takes for a graceful end',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    const own = container.stopSignal;
    if ((container.role !== 'main' && container.role !== 'sidecar') || own?.uncertain) return;
    if (own && !isSignal(own.value)) {
      yield noSignal(fit, own);
      return;
    }
    // Something is told to end it before the signal comes.
    if (!own && container.hooks.preStop) return;
    const start = startOf(fit);
    const words = start && launched(wordsOf(start));
    const isOurs = words?.[0]?.by === 'manifest' && !isMeantToEnd(container.workload);
    if (!own && !isOurs) return;
    if (!words) {
      yield unanswered(fit, 'the program', facts.entrypoint, own!.at);
      return;
    }
    if (inlineScript(words)) return;
    const signal = own?.value ?? valueOf(facts.stopSignal);
    const isBehindInit = container.init.value || isInit(lastName(wordsOf(start)[0]?.value ?? ''));
    const line = words.map(({ value }) => value);
    if (signal === undefined) {
      if (wrongStop(line, null, isBehindInit)) yield unanswered(fit, 'the STOPSIGNAL', facts.stopSignal);
      return;
    }
    const stop = wrongStop(line, signal, isBehindInit);
    if (stop) yield problem(fit, stop);
  },
});

function problem(fit: Fit, stop: Stopped): SitedProblem {
  const { container, facts } = fit;
  const { stopSignal, workload } = container;
  const seconds = `${workload.pod.gracePeriod.value} s`;
  const afterwards =
    stop.what === 'ends at once'
      ? ''
      : `, and is killed after ${seconds}${stop.what === 'waits' ? ' if one stays' : ''}`;
  const start = startOf(fit);
  const word = start && launched(wordsOf(start))[0];
  return {
    at: stopSignal?.at ?? word?.at ?? container.at,
    also: [
      ...besides(
        fit,
        stopSignal ? (container.entrypoint ? facts.stopSignal : facts.command) : facts.stopSignal,
      ),
    ],
    severity: stop.what === 'ends at once' ? 'low' : 'medium',
    message: `${stopSignal ? 'the stop signal of ' : ''}${nameOf(container)}${stopSignal ? '' : ` is stopped by ${imageName(fit)}'s signal`}: ${stop.program} ${stop.text}${afterwards}`,
    ...(stop.better ? { help: `say ${stop.better}` } : {}),
    ...repair(fit, stop.better),
  };
}

function noSignal(
  { container }: Fit,
  { value, at: place }: NonNullable<Fit['container']['stopSignal']>,
): SitedProblem {
  const near = nearest(value.toUpperCase().replace(/^SIG/, ''), SIGNALS);
  const node = signalNode(container);
  const edit = near && node ? replaceNode(node, `SIG${near}`) : undefined;
  return {
    at: place,
    severity: 'high',
    message: `there is no signal ${value}, and ${nameOf(container)} does not start${near ? `; did you mean SIG${near}?` : ''}`,
    ...fixWith(`write SIG${near}`, edit && [edit], ['run.stop']),
  };
}

const signalNode = ({ node, workload }: Fit['container']) =>
  workload.format === 'compose' ? at(node, 'stop_signal') : at(node, 'lifecycle', 'stopSignal');

function repair({ container }: Fit, better: string | undefined): { fix?: Fix } {
  if (!better) return {};
  const node = signalNode(container);
  const edit =
    node && textOf(node) !== undefined
      ? replaceNode(node, better)
      : container.workload.format === 'compose'
        ? setAt(container.node, ['stop_signal'], better)
        : undefined;
  return fixWith(`say ${better}`, edit && [edit], ['run.stop']);
}
