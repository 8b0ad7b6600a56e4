import type { Site } from '../../core/site.ts';
import type { ImageBuild, PushAct, Workflow } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { stepsOf } from '../support/workflow/jobs.ts';
import { mayPublishUnseen, publishedBuilds } from '../support/workflow/published.ts';
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
    if (workflow.format === 'bake' || workflow.format === 'script') return;
    if (mayPublishUnseen(workflow) || asksForDigests(workflow)) return;
    const pushing = pushActs(workflow).filter(isLasting);
    // `docker build` and `docker push` are one push.
    const building = publishedBuilds(workflow).filter(
      ({ push, command, step }) => push || !command || !pushing.some((act) => act.step?.job === step?.job),
    );
    const lost = [...building, ...pushing].filter((act) => !isTaken(act, workflow));
    for (const [first, ...more] of grouped(lost, ({ at, step }) => placeKey(step?.at ?? at)))
      yield {
        at: first.at,
        ...(more.length > 0 ? { also: more.map(({ at }) => at) } : {}),
        message: `${first.tool} pushes ${more.length > 0 ? `${more.length + 1} images` : 'an image'}, and nothing takes the digest: what is signed, scanned or deployed afterwards can only go by a tag, which may name another image by then`,
      };
  },
});

const placeKey = ({ source, span }: Site): string => `${source.path} ${span.start}`;

const isLasting = ({ images, how }: PushAct): boolean =>
  how === 'push' && !images.every(({ value }) => isPassing(value));

/** Words by which scripts ask a registry or the engine which digest a name has, and steps that are given one. */
const asking =
  /RepoDigests|imagetools inspect|manifest inspect|crane digest|regctl (?:image digest|manifest)|skopeo inspect|oras (?:resolve|manifest)|digest/i;

/** Anywhere in the workflow something reads a digest in a way that does not say of which step. */
function asksForDigests(workflow: Workflow): boolean {
  for (const job of workflow.jobs) {
    for (const { run, with: inputs, env } of stepsOf(job)) {
      if (run && asking.test(withoutOutputs(run.text))) return true;
      for (const [name, { value }] of [...inputs, ...env])
        if (/digest/i.test(name) && !/outputs\.\w*digest/.test(value) && value !== '') return true;
    }
  }
  return false;
}

/** What a script takes of steps is looked at for each of them. */
const withoutOutputs = (text: string): string => text.replace(/\$\{\{[^}]*\boutputs\.[^}]*\}\}/g, '');

/** Options by which a builder or an engine writes the digest down. */
const writing =
  /--(?:metadata-file|iidfile|digestfile|digest-file|image-name-with-digest-file|image-refs|sbom-dir)\b/;

function isTaken({ step, command }: ImageBuild | PushAct, { source, jobs }: Workflow): boolean {
  if (command) {
    const words = command.words.map(({ raw }) => raw).join(' ');
    // What it prints goes into a file or variable: ko prints the reference with its digest.
    return (
      writing.test(words) ||
      (command.redirects.length > 0 && /\bko\b/.test(words)) ||
      isCaptured(step?.run?.text ?? '', words)
    );
  }
  const id = step?.id ?? step?.within?.id;
  if (id === undefined) return false;
  const name = `steps.${id}.outputs.`;
  const texts = [source.text, ...jobs.flatMap((job) => job.steps.map(({ at }) => at.source.text))];
  return new Set(texts).values().some((text) => mentions(text, name));
}

/** An output of the step that has the digest in it. */
function mentions(text: string, outputs: string): boolean {
  for (let at = text.indexOf(outputs); at !== -1; at = text.indexOf(outputs, at + 1))
    if (
      /^(?:digest|metadata|imageid|image|images)\b/.test(
        text.slice(at + outputs.length, at + outputs.length + 20),
      )
    )
      return true;
  return false;
}

const isCaptured = (script: string, words: string): boolean =>
  script.includes('$(') && script.includes(`$(${words.slice(0, 12)}`);
