import type { NamedBuild } from '../../rules/rule.ts';
import { mayPublishUnseen } from '../../rules/support/workflow/published.ts';
import { resolveText } from '../../workflow/evaluate.ts';
import { builtImages, legsOf, lookupOf } from '../../workflow/images.ts';
import type { Act, Job, Workflow } from '../../workflow/types.ts';

/** What gives images names beside the builds that are linked. */
export interface Given {
  readonly builds: readonly NamedBuild[];
  /** The file of what may give further names, or replace those of manifests. */
  readonly unseen?: string;
}

/** The names that pipelines give by pushing, copying and tagging, and by builds that no Dockerfile here belongs to. */
export function givenNames(workflows: readonly Workflow[], scripts: readonly Workflow[]): Given {
  const unseen = workflows.find((workflow) => mayPublishUnseen(workflow) || workflow.jobs.some(deploysNames));
  return {
    builds: [...workflows, ...scripts].flatMap((workflow) => [
      ...builtImages(workflow).map(({ names, build, platforms }) => ({
        names,
        why: whyOf(build),
        at: build.at,
        ...(platforms.length > 0 ? { platforms } : {}),
      })),
      ...workflow.jobs.flatMap(namedIn),
    ]),
    ...(unseen ? { unseen: unseen.source.path } : {}),
  };
}

/** What is deployed is told there, whatever the manifest has. */
const deploysNames = ({ acts }: Job): boolean =>
  acts.some((act) => act.does === 'deploy' && act.images.length > 0);

function namedIn(job: Job): NamedBuild[] {
  return job.acts.flatMap((act) => {
    const fields = act.does === 'push' ? act.images : act.does === 'tag' ? [act.to] : [];
    if (fields.length === 0) return [];
    const names = legsOf(job).flatMap((leg) => {
      const lookup = act.step && lookupOf(act.step, leg ? { leg } : {});
      return fields.map(({ value }) => (lookup ? resolveText(value, lookup) : value));
    });
    return [{ names: [...new Set(names)], why: whyOf(act), at: act.at, renames: true }];
  });
}

const whyOf = ({ tool, at }: Act): string =>
  `${tool} in ${at.source.path}:${at.source.lineOf(at.span.start)}`;
