import type { Site } from '../../core/site.ts';
import type { Workflow } from '../../workflow/types.ts';
import { at, entryOf, itemsOf, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { workflowRule } from '../rule.ts';
import { imageJobs } from '../support/workflow/jobs.ts';

/** What is included runs here, with the secrets of this project. */
export const pinInclude = workflowRule({
  name: 'pin-include',
  title: 'Include other pipelines at a commit or version',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'add ref: with a commit or tag to a project, integrity: to a remote file, and a version to a component',
  fixable: false,

  *check({ workflow }) {
    if (workflow.format !== 'gitlab' || imageJobs(workflow).length === 0) return;
    for (const node of includesOf(workflow)) {
      const found = flawOf(node);
      if (found) yield found;
    }
  },
});

function includesOf({ root }: Workflow): readonly YamlNode[] {
  const entry = entryOf(root, 'include');
  if (!entry) return [];
  return entry.value.kind === 'list' ? itemsOf(entry.value) : [entry.value];
}

function flawOf(node: YamlNode): { at: Site; message: string } | undefined {
  // What is no text names nothing: GitLab refuses it.
  const project = named(node, 'project');
  const remote = named(node, 'remote') ?? (/^https?:\/\//.test(textOf(node) ?? '') ? node : undefined);
  const component = at(node, 'component');
  if (project) {
    const ref = textOf(at(node, 'ref'));
    if (ref !== undefined && !isBranch(ref)) return undefined;
    const what = ref === undefined ? 'its default branch' : `the branch ${ref}`;
    return {
      at: siteOf(at(node, 'ref') ?? project),
      message: `whatever is on ${what} of ${textOf(project)} runs here, where images are published`,
    };
  }
  if (remote && !at(node, 'integrity'))
    return {
      at: siteOf(remote),
      message: `whatever ${textOf(remote)} holds on that day runs here, where images are published`,
    };
  const version = /@([^@]*)$/.exec(textOf(component) ?? '')?.[1];
  if (component && version !== undefined && (version === '~latest' || isBranch(version)))
    return {
      at: siteOf(component),
      message: `whatever is ${version} of this component on that day runs here, where images are published`,
    };
  return undefined;
}

const named = (node: YamlNode, key: string): YamlNode | undefined => {
  const found = at(node, key);
  return textOf(found) === undefined ? undefined : found;
};

const isBranch = (ref: string): boolean =>
  /^(?:main|master|develop|dev|trunk|head|latest|stable|production)$/i.test(ref);
