import type { Site } from '../../core/site.ts';
import type { ImageBuild, Job, PushAct, Step, Workflow } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { isAbout, jobsBeforeUnseen, publishingName, stepsOf } from '../support/workflow/jobs.ts';
import { publishedBuilds } from '../support/workflow/published.ts';
import { grouped, isPassing, pushActs } from '../support/workflow/pushes.ts';

/** The push is the only moment at which it is known which image was made; a tag can say something else a second later. */
export const pushDigest = workflowRule({
  name: 'push-digest',
  title: 'Keep the digest of what is pushed',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'give the step an id and hand steps.ID.outputs.digest on, or write it to a file (--metadata-file, --digestfile)',
  fixable: false,

  *check({ workflow }) {
    if (workflow.format === 'bake' || workflow.format === 'script' || asksForDigests(workflow)) return;
    const pushing = pushActs(workflow).filter(isLasting);
    // `docker build` and `docker push` are one push.
    const building = publishedBuilds(workflow).filter(
      ({ push, command, step }) => push || !command || !pushing.some((act) => act.step?.job === step?.job),
    );
    const lost = lostOf([...building, ...pushing], workflow);
    for (const [first, ...more] of grouped(lost, ({ at, step }) => placeKey(step?.at ?? at)))
      yield {
        at: first.at,
        ...(more.length > 0 ? { also: more.map(({ at }) => at) } : {}),
        message: `${first.tool} pushes ${more.length > 0 ? `${more.length + 1} images` : 'an image'}, and nothing takes the digest: what is signed, scanned or deployed afterwards can only go by a tag, which may name another image by then`,
      };
  },
});

const placeKey = ({ source, span }: Site): string => `${source.path} ${span.start}`;

/** A copy has the digest of what is copied, which was known before. */
const isLasting = ({ images, how }: PushAct): boolean =>
  how !== 'copy' && !(images.length > 0 && images.every(({ value }) => isPassing(value)));

/** Words by which scripts ask a registry or the engine which digest a name has, and steps that are given one. */
const asking =
  /RepoDigests|imagetools inspect|manifest inspect|regctl manifest|skopeo inspect|oras (?:resolve|manifest)|digest/i;

/** Anywhere in the workflow something reads a digest in a way that does not say of which step. */
function asksForDigests(workflow: Workflow): boolean {
  for (const job of workflow.jobs) {
    for (const { run, with: inputs, env } of stepsOf(job)) {
      if (run && asking.test(withoutOutputs(run.text))) return true;
      for (const [name, { value }] of [...inputs, ...env])
        if (/digest/i.test(name) && !/outputs\.\w*digest/i.test(value) && value !== '') return true;
    }
  }
  return false;
}

/** What a script takes of steps is looked at for each of them, and an option is of its own command. */
const withoutOutputs = (text: string): string =>
  text.replace(/\$\{\{[^}]*\boutputs\.[^}]*\}\}/g, '').replace(writing, '');

/** Options by which a builder or an engine writes the digest down. */
const writing =
  /--(?:metadata-file|iidfile|digestfile|digest-file|image-name-with-digest-file|image-name-tag-with-digest-file|image-refs)\b/g;

type Pushing = ImageBuild | PushAct;

/** The pushes whose digest nothing takes, and nothing unseen may take. */
function lostOf(pushes: readonly Pushing[], workflow: Workflow): readonly Pushing[] {
  const before = jobsBeforeUnseen(workflow, publishingName);
  const lastUnseen = new Map<Job, number>();
  const read = new Map<unknown, ReadonlySet<string>>();
  const readIn = ({ job, at, within }: Step): ReadonlySet<string> => {
    // An action's own outputs stand beside its steps.
    const place = within ? at.source : job.node;
    let known = read.get(place);
    if (!known) {
      const { source, span } = job.node;
      known = stepsReadIn(within ? at.source.text : source.text.slice(span.start, span.end));
      read.set(place, known);
    }
    return known;
  };
  return pushes.filter(({ step, command, tool }) => {
    if (command ? writesDown(command, tool) : isRead(step, readIn)) return false;
    if (!step) return true;
    const { job } = step;
    if (before.has(job)) return false;
    const last = lastUnseen.get(job) ?? lastUnseenOf(job);
    lastUnseen.set(job, last);
    const start = command && !step.within ? command.span.start : outermost(step).at.span.start;
    return last < start;
  });
}

/** Where in a job something may last happen unseen; -1: nowhere. */
function lastUnseenOf({ unseen, at }: Job): number {
  let last = -1;
  for (const { what, at: place, step } of unseen) {
    if (!isAbout(what, publishingName)) continue;
    // What an action or an included file does stands in another text.
    const site = place.source === at.source ? place : step && outermost(step).at;
    last = Math.max(last, site?.source === at.source ? site.span.start : Number.POSITIVE_INFINITY);
  }
  return last;
}

/** A command whose digest goes somewhere: all of them print it. */
const writesDown = (
  { words, within, pipeline, redirects }: NonNullable<Pushing['command']>,
  tool: string,
): boolean =>
  words.some(({ raw }) => raw.search(writing) !== -1) ||
  within === 'substitution' ||
  pipeline.index < pipeline.length - 1 ||
  redirects.some(
    ({ operator, target }) => operator.includes('>') && !/^(?:\/dev\/|&|\d$)/.test(target?.value ?? '&'),
  ) ||
  // They leave reports at places of their own.
  /^(?:jib|pack)\b/.test(tool);

function isRead(step: Step | undefined, readIn: (step: Step) => ReadonlySet<string>): boolean {
  for (let each = step; each; each = each.within) {
    const ids = readIn(each);
    if (ids.has(ALL) || (each.id !== undefined && ids.has(each.id))) return true;
  }
  return false;
}

/** `toJSON(steps)` */
const ALL = '*';

/** The ids of the steps whose digest a text takes: `.outputs.digest`, `.outputs['metadata']`, or all outputs at once. */
function stepsReadIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  if (/\btojson\(\s*steps\s*\)/i.test(text)) found.add(ALL);
  for (const [, dotted, quoted, name] of text.matchAll(outputs)) {
    const id = (dotted ?? quoted)!.toLowerCase();
    if (name === undefined || /digest|metadata|image/i.test(name)) found.add(id);
  }
  return found;
}

const outputs =
  /\bsteps(?:\.([\w-]{1,100})|\[\s{0,9}'([\w-]{1,100})'\s{0,9}\])(?:\.outputs|\['outputs'\])(?:\.|\[')?([\w-]{1,100})?/gi;

function outermost(step: Step): Step {
  let each = step;
  while (each.within) each = each.within;
  return each;
}
