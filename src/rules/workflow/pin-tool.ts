import type { InstallAct } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { publishingJobs } from '../support/workflow/jobs.ts';

/** The tool that scans or signs is another one tomorrow. */
export const pinTool = workflowRule({
  name: 'pin-tool',
  title: 'Install scanners and signers at a version',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'name the version that is installed, and let an update bot raise it',
  fixable: false,

  *check({ workflow }) {
    for (const job of publishingJobs(workflow))
      for (const act of job.acts)
        if (act.does === 'install' && act.floating)
          yield { at: act.version?.at ?? act.at, message: messageOf(act) };
  },
});

const messageOf = ({ what, tool }: InstallAct): string =>
  tool === 'curl' || tool === 'wget'
    ? `whatever is the newest ${what} on that day is downloaded and run where images are published`
    : `${what} is whatever is newest on that day, and runs where images are published`;
