import type { SitedProblem } from '../../core/finding.ts';
import type { Field } from '../../core/site.ts';
import type { Container, Resources } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { bytesIn } from '../support/fit/quantity.ts';
import { fixWith, replacePart } from '../support/workload/fixes.ts';
import { coresIn, type OddQuantity, oddCpu, oddMemory } from '../support/workload/quantities.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A letter too many or too few is a thousand times too much or too little, and is mostly taken. */
export const resourceQuantities = workloadRule({
  name: 'resource-quantities',
  title: 'Ask for amounts of memory and processor time that are meant',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'write memory in Mi or Gi, and processor time in cores (0.5) or thousandths of one (500m)',
  fixable: true,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    const { resources } = workload.pod;
    if (resources) yield* ofResources({ ...resources, who: 'the pod' });
    for (const container of workload.containers) yield* ofResources(askedBy(container));
  },
});

interface Asked {
  readonly limits: Resources;
  readonly requests: Resources;
  readonly who: string;
}

const askedBy = (container: Container): Asked => ({
  limits: container.limits,
  requests: container.requests,
  who: nameOf(container),
});

const KINDS = [
  { key: 'memory', name: 'memory', odd: oddMemory, amount: (text: string) => bytesIn(text, 'kubernetes') },
  {
    key: 'ephemeralStorage',
    name: 'ephemeral-storage',
    odd: oddMemory,
    amount: (text: string) => bytesIn(text, 'kubernetes'),
  },
  { key: 'cpu', name: 'cpu', odd: oddCpu, amount: coresIn },
] as const;

function* ofResources({ limits, requests, who }: Asked): Generator<SitedProblem> {
  for (const { key, name, odd, amount } of KINDS) {
    const limit = limits[key];
    // What is limited and not requested is requested as its limit.
    const request = requests[key] === limit ? undefined : requests[key];
    let isOdd = false;
    for (const field of [limit, request]) {
      const found = field && !field.uncertain ? odd(field.value) : undefined;
      if (!field || !found) continue;
      isOdd = true;
      yield strange(
        field,
        found,
        `${who} ${field === limit ? 'is limited to' : 'asks for'} ${name}: ${field.value}`,
      );
    }
    if (isOdd || !limit || !request || limit.uncertain || request.uncertain) continue;
    const most = amount(limit.value);
    const wanted = amount(request.value);
    if (most === undefined || wanted === undefined || wanted <= most) continue;
    const edit = replacePart(request, request.value, limit.value);
    yield {
      at: request.at,
      also: [limit.at],
      message: `${who} requests ${name}: ${request.value}, and is limited to ${limit.value}: the API server refuses it`,
      help: 'raise the limit, or lower the request',
      ...fixWith(`request ${limit.value}`, edit && [edit], ['run.requests']),
    };
  }
}

function strange(field: Field<string>, { why, meant, isRefused }: OddQuantity, what: string): SitedProblem {
  const edit = meant === undefined ? undefined : replacePart(field, field.value, meant);
  return {
    at: field.at,
    message: `${what}, ${isRefused ? why : `that is ${why}`}`,
    ...(meant === undefined ? {} : { help: `write ${meant}, if that is what is meant` }),
    // The resources of a pod as a whole are no container's.
    ...fixWith(`write ${meant}`, edit && [edit], ['run.limits', 'run.requests', 'run.other']),
  };
}
