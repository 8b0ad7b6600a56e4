import { resolveText } from '../../../workflow/evaluate.ts';
import { legsOf, lookupOf, tagsOf } from '../../../workflow/images.ts';
import type { ImageBuild, Job, MatrixLeg, SbomAct, Step } from '../../../workflow/types.ts';
import { repositoryOf } from '../../../workflow/uses.ts';
import { itemsOf, textOf, at as valueAt } from '../../../yaml/look.ts';
import { pushesByDigest } from './pushes.ts';

/**
 * The platforms that a build publishes under one name: those of one leg of its matrix, or, where the legs push digests
 * that are joined afterwards, those of all. What only the run knows is not among them.
 */
export function platformsOf(build: ImageBuild): readonly string[] {
  const { step } = build;
  const byLeg = (step ? legsOf(step.job) : [undefined]).map((leg) => platformsIn(build, leg));
  if (pushesByDigest(build)) return [...new Set(byLeg.flat())];
  return byLeg.reduce((most, each) => (each.length > most.length ? each : most), []);
}

function platformsIn({ platforms, step }: ImageBuild, leg: MatrixLeg | undefined): readonly string[] {
  const texts = platforms.flatMap(({ value }) => filled(value, step, leg).split(','));
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== '' && !text.includes('$')))];
}

/** Whether a bill is of what a build makes; undefined when their names do not say. */
export function isBillOf({ subjects, step }: SbomAct, build: ImageBuild): boolean | undefined {
  const own = repositories(
    subjects.map(({ value }) => value),
    step,
  );
  const built = new Set(
    (build.step ? legsOf(build.step.job) : [undefined]).flatMap((leg) =>
      tagsOf(build, leg ? { leg } : {}).map(({ value }) => repositoryOf(value)),
    ),
  );
  for (const { value } of build.tags) built.add(repositoryOf(value));
  if (own.some((name) => built.has(name))) return true;
  const isOpen = (name: string): boolean => name.includes('$');
  return own.some(isOpen) || [...built].some(isOpen) || built.size === 0 ? undefined : false;
}

const repositories = (names: readonly string[], step: Step | undefined): readonly string[] => [
  ...names.map(repositoryOf),
  ...(step ? legsOf(step.job) : []).flatMap((leg) =>
    names.map((name) => repositoryOf(filled(name, step, leg))),
  ),
];

/**
 * What a bill describes, once for each leg of its job: a platform's name, or that of the machine it is made on.
 * Undefined when only the run knows.
 */
export function describedBy(bill: SbomAct): readonly string[] | undefined {
  const { step } = bill;
  if (!step) return undefined;
  if (step.job.matrix && !step.job.matrix.legs) return undefined;
  const found = legsOf(step.job).map((leg) => describedIn(bill, step, leg));
  return found.some((each) => each === undefined) ? undefined : found.map((each) => each!);
}

function describedIn(bill: SbomAct, step: Step, leg: MatrixLeg | undefined): string | undefined {
  const wanted = bill.platform ?? platformVariable(step);
  if (wanted) {
    const text = filled(wanted.value, step, leg);
    return text.includes('$') ? undefined : plain(text);
  }
  // In a loop, each turn may be another platform.
  if (bill.command && isRepeated(bill, step)) return undefined;
  for (const { value } of bill.subjects) {
    const named = platformNamed(filled(value, step, leg)) ?? platformNamed(value);
    if (named) return named;
    const built = builtBeside(value, step, leg);
    if (built) return built;
  }
  return machineOf(step.job, leg);
}

/** Syft and Trivy take every option from the environment as well. */
function platformVariable(step: Step): { readonly value: string } | undefined {
  for (const name of ['SYFT_PLATFORM', 'TRIVY_PLATFORM', 'DOCKER_DEFAULT_PLATFORM'])
    for (const variables of [step.env, step.job.env, step.job.workflow.env]) {
      const found = variables.get(name);
      if (found) return found;
    }
  return undefined;
}

const isRepeated = ({ command, subjects }: SbomAct, { run }: Step): boolean =>
  command !== undefined &&
  /\b(?:for|while|until|xargs|parallel)\b/.test(run?.text ?? '') &&
  subjects.some(({ value }) => value.replace(/\$\{\{[^}]*\}\}/g, '').includes('$'));

/** `${{ steps.build.outputs.digest }}` of a build for one platform in the same leg. */
function builtBeside(subject: string, { job }: Step, leg: MatrixLeg | undefined): string | undefined {
  const id = /\bsteps\.([\w-]+)\.outputs\./.exec(subject)?.[1]?.toLowerCase();
  if (id === undefined) return undefined;
  for (const act of job.acts) {
    if (act.does !== 'build' || act.step?.id !== id) continue;
    const [platform, ...more] = platformsIn(act, leg);
    if (platform !== undefined && more.length === 0) return plain(platform);
  }
  return undefined;
}

/** The machine that a job runs on, as far as its labels say: Linux on x86-64 unless they name something else. */
function machineOf(job: Job, leg: MatrixLeg | undefined): string {
  const labels = [...job.runsOn.map(({ value }) => value), ...runnerTags(job)].map((text) =>
    filled(text, job.steps[0], leg),
  );
  for (const label of labels) {
    const named = platformNamed(label);
    if (named) return named;
  }
  return labels.some((label) => label.includes('$')) ? labels.join(' ') : 'amd64';
}

/** GitLab chooses a runner by its tags. */
const runnerTags = ({ node, workflow }: Job): readonly string[] =>
  workflow.format === 'gitlab' ? itemsOf(valueAt(node, 'tags')).flatMap((item) => textOf(item) ?? []) : [];

/** A text with what the leg says: expressions, and on GitLab variables, which a matrix sets there. */
function filled(text: string, step: Step | undefined, leg: MatrixLeg | undefined): string {
  const resolved = step ? resolveText(text, lookupOf(step, leg ? { leg } : {})) : text;
  if (!leg || step?.job.workflow.format !== 'gitlab') return resolved;
  return resolved.replace(/\$\{(\w+)\}|\$(\w+)/g, (written, braced?: string, bare?: string) => {
    return leg.get((braced ?? bare)!) ?? written;
  });
}

/** `linux/arm64/v8` is `arm64`, `linux/arm/v7` is `armv7`. */
const plain = (platform: string): string => platformNamed(platform) ?? platform;

/** The platform that a name, tag or label has in it: `linux/arm64`, `app:1-amd64`, `ubuntu-24.04-arm`. */
function platformNamed(text: string): string | undefined {
  const found = namesPlatform.exec(text)?.[1]?.toLowerCase();
  if (found === undefined) return undefined;
  const name = found.replace(/[/_-]/g, '');
  return Object.hasOwn(sameAs, name) ? sameAs[name] : name;
}

const namesPlatform =
  /(?:^|[^a-z0-9])(amd64|arm64|aarch64|arm[/_-]?v[5-8]|armhf|arm|x86[_-]64|x64|i?386|i686|ppc64le|ppc64|s390x|riscv64|mips64le|mips64|loong(?:arch)?64)(?![a-z0-9])/i;

const sameAs: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  armv8: 'arm64',
  arm: 'arm64',
  armhf: 'armv7',
  x8664: 'amd64',
  x64: 'amd64',
  i386: '386',
  i686: '386',
  loongarch64: 'loong64',
};
