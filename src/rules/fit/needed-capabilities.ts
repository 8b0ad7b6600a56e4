import type { SitedProblem } from '../../core/finding.ts';
import { isRoot } from '../../dockerfile/ownership/rights.ts';
import { type Fit, fitRule } from '../rule.ts';
import { addBack, lacking } from '../support/fit/capabilities.ts';
import { neededBySteps } from '../support/fit/needed.ts';
import { needsOf } from '../support/fit/needs.ts';
import { personOf } from '../support/fit/person.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { switchesOf } from '../support/fit/switches.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** An entrypoint that begins as root and becomes somebody else needs the capabilities to do so. */
export const neededCapabilities = fitRule({
  name: 'needed-capabilities',
  title: 'Leave an entrypoint the capabilities that it needs, or start it as its user',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'start it as the user that it becomes anyway, or add back the capabilities',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    const { drop } = container.capabilities;
    if (drop.length === 0) return;
    const needs = needsOf(fit);
    if (!needs && isUnknown(fit)) {
      yield unanswered(fit, 'what capabilities the program of % needs', facts.entrypoint);
      return;
    }
    const user = personOf(fit);
    if (!user || !isRoot(user)) return;
    if (!needs) {
      yield* ofItsSteps(fit);
      return;
    }
    const missing = lacking(container, needs.capabilities);
    if (missing.length === 0) return;
    yield {
      at: drop[0]!.at,
      also: besides(fit, facts.user),
      message: `${imageName(fit)} begins as root and needs ${missing.join(', ')} to become its user; ${nameOf(container)} drops ${missing.length === 1 ? 'it' : 'them'}, and it does not start`,
      ...(needs.uid === undefined
        ? {}
        : { help: `start it as user ${needs.uid}, which needs none, or add ${missing.join(', ')} back` }),
      ...fixWith(`add ${missing.join(', ')} back`, addBack(container, missing), ['run.capabilities'], true),
    };
  },
});

/** Somebody who may be root starts something that nobody knows. Who is not root has no capabilities to lose. */
function isUnknown(fit: Fit): boolean {
  const { container, facts } = fit;
  if (container.entrypoint || facts.entrypoint.known !== 'unknown') return false;
  const user = personOf(fit);
  return container.workload.format === 'kubernetes' && container.runAsNonRoot.value
    ? false
    : !user || isRoot(user);
}

/** What the command or its script does as root: `chown`, `gosu`, … */
function* ofItsSteps(fit: Fit): Generator<SitedProblem> {
  const { container } = fit;
  const missing = lacking(container, neededBySteps(fit));
  if (missing.length === 0) return;
  const steps = switchesOf(fit);
  const programs = steps.map(({ program }) => program);
  const [{ at: place, script }] = steps as [(typeof steps)[number]];
  yield {
    at: container.capabilities.drop[0]!.at,
    ...(place ? { also: [place] } : {}),
    message: `${script === undefined ? 'the command' : script} of ${imageName(fit)} calls ${programs.join(' and ')} as root, which ${programs.length === 1 ? 'needs' : 'need'} ${missing.join(', ')}; ${nameOf(container)} drops ${missing.length === 1 ? 'it' : 'them'}`,
    help: `start it as the user that it becomes, without ${programs.join(' and ')}, or add ${missing.join(', ')} back`,
    ...fixWith(`add ${missing.join(', ')} back`, addBack(container, missing), ['run.capabilities'], true),
  };
}
