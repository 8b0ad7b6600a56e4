import type { ScanAct, Workflow } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';

/** A scan that nobody reads. */
export const scanCannotFail = workflowRule({
  name: 'scan-cannot-fail',
  title: 'Let a scan stop the release, or keep what it finds',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: "set exit-code: '1' (grype: --fail-on), or keep a report: format: sarif with an upload",
  fixable: false,

  *check({ workflow }) {
    const scans = scansOf(workflow);
    const [first, ...others] = scans;
    if (!first || !scans.every(isWithoutEffect)) return;
    yield {
      at: first.at,
      also: others.map(({ at }) => at),
      message: `whatever ${first.tool} finds stops nothing and is kept nowhere but in the log`,
    };
  },
});

const scansOf = ({ jobs }: Workflow): ScanAct[] =>
  jobs.flatMap(({ acts }) => acts.flatMap((act) => (act.does === 'scan' && act.of === 'image' ? [act] : [])));

const isWithoutEffect = ({ gate, step }: ScanAct): boolean =>
  gate === 'never' || (gate === 'stops' && step?.continueOnError === true);
