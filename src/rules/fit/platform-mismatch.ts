import { parseReference } from '../../bases/reference.ts';
import { valueOf } from '../../core/facts.ts';
import type { SitedProblem } from '../../core/finding.ts';
import type { Field, Site } from '../../core/site.ts';

import { type Fit, fitRule } from '../rule.ts';
import { knownBase } from '../support/fit/base.ts';
import { type Compiled, compiledFor } from '../support/fit/compiled.ts';
import { imageName, imageSite } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { chainOf } from '../support/images.ts';
import { isLinuxOnly, isWindows, readPlatform } from '../support/platforms.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** An image for one kind of machine does not start on another: “exec format error”, or it is not even pulled. */
export const platformMismatch = fitRule({
  name: 'platform-mismatch',
  title: 'Build for the platform that the workload runs on',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'build the image for that platform too, or let the workload run where the image can',
  fixable: false,

  *check(fit) {
    const wanted = wantedBy(fit);
    if (wanted.length === 0) return;
    const has = platformsOf(fit);
    const compiled = compiledFor(fit);
    const program = compiled ? compiledElsewhere(fit, wanted, compiled) : fetchedForAmd64(fit, wanted);
    const unmet = has
      ? wanted.filter((want) => !has.platforms.some((platform) => runsOn(platform, want)))
      : [];
    const isOpen =
      compiled?.architecture === undefined &&
      !has?.platforms.some(({ architecture }) => architecture !== undefined) &&
      wanted.some(({ architecture }) => architecture !== undefined);
    if (has && unmet.length > 0) yield problem(fit, unmet, unmet.length < wanted.length, has);
    else if (program) yield program;
    else if (isOpen)
      yield unanswered(fit, 'the platform', 'nothing here says what it is built for', wanted[0]!.field.at);
  },
});

interface Platform {
  readonly os?: string;
  readonly architecture?: string;
}

interface Wanted extends Platform {
  readonly field: Field<string>;
}

/** The platforms that the manifest lets the container come to run on; none: it says nothing of that. */
function wantedBy({ container }: Fit): Wanted[] {
  const { platform, workload } = container;
  if (platform) return platform.uncertain ? [] : [{ ...readPlatform(platform.value), field: platform }];
  const { nodes, os } = workload.pod;
  const systems = nodes?.os ?? (os ? [os] : []);
  const only = systems.length === 1 ? systems[0]!.value.toLowerCase() : undefined;
  const machines = (nodes?.arch ?? []).map((field) => ({
    ...readPlatform(field.value),
    ...(only === undefined ? {} : { os: only }),
    field,
  }));
  return machines.length > 0 ? machines : systems.map((field) => ({ os: field.value.toLowerCase(), field }));
}

interface Has {
  readonly platforms: readonly Platform[];
  /** For people: `linux/amd64, linux/arm64`. */
  readonly text: string;
  readonly at?: Site;
  readonly why: string;
}

/** What the image is for, as far as anything here says; undefined: nothing does. */
function platformsOf(fit: Fit): Has | undefined {
  const { facts, link, container } = fit;
  const fixed = valueOf(facts.platform);
  const at = imageSite(fit, facts.platform);
  if (fixed !== undefined)
    return {
      platforms: [readPlatform(fixed)],
      text: fixed,
      why: `FROM --platform=${fixed}`,
      ...(at ? { at } : {}),
    };
  const own = container.build?.platforms;
  if (own && own.length > 0)
    return ofList(
      own.map(({ value }) => value),
      'build.platforms',
      own[0]!.at,
    );
  // What Compose builds by itself it builds for the platform of the service.
  if (container.build && container.platform) {
    const asked = readPlatform(container.platform.value);
    const base = byFamily(fit) ?? bySystem(fit);
    return base && !base.platforms.some((platform) => runsOn(platform, asked))
      ? base
      : ofList([container.platform.value], 'build', undefined);
  }
  const builds = (link.builds ?? []).filter(({ local, renames }) => !local && !renames);
  const lists = builds.map(({ platforms }) => platforms);
  const [first] = builds;
  // One that says nothing builds for its own machine.
  if (
    first &&
    lists.every((list) => list !== undefined && list.length > 0 && !list.some((each) => /[${]/.test(each)))
  )
    return ofList([...new Set(lists.flatMap((list) => list ?? []))], first.why, first.at);
  return byName(fit) ?? byFamily(fit) ?? bySystem(fit);
}

const ofList = (list: readonly string[], why: string, at: Site | undefined): Has => ({
  platforms: list.map(readPlatform),
  text: list.join(', '),
  why,
  ...(at ? { at } : {}),
});

/** Docker Hub's images of one architecture each: `arm64v8/nginx`. */
function byName({ recipe, container }: Fit): Has | undefined {
  const parsed = recipe ? undefined : parseReference(container.image?.value ?? '');
  const [, owner = ''] = /^docker\.io\/([^/]+)\//.exec(parsed?.name ?? '') ?? [];
  const architecture = Object.hasOwn(OWNERS, owner) ? OWNERS[owner]! : undefined;
  return architecture === undefined
    ? undefined
    : {
        platforms: [{ os: 'linux', architecture }],
        text: `linux/${architecture}`,
        why: `images of ${owner} are`,
      };
}

const OWNERS: Readonly<Record<string, string>> = {
  amd64: 'amd64',
  arm64v8: 'arm64',
  arm32v7: 'arm',
  arm32v6: 'arm',
  i386: '386',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
};

/** What there is for one machine only (mcr.microsoft.com/mssql/server: its documentation, “x86-64 only”). */
function byFamily(fit: Fit): Has | undefined {
  const known = knownBase(fit);
  if (known?.family !== 'mssql') return undefined;
  const at = imageSite(fit, fit.facts.base);
  return {
    platforms: [{ os: 'linux', architecture: 'amd64' }],
    text: 'linux/amd64',
    why: 'SQL Server is made for no other',
    ...(at ? { at } : {}),
  };
}

/** A base of Windows or of a Linux distribution has a system, whatever its machine. */
function bySystem(fit: Fit): Has | undefined {
  const { facts } = fit;
  const at = imageSite(fit, facts.base);
  const place = at ? { at } : {};
  if (isWindows(facts))
    return { platforms: [{ os: 'windows' }], text: 'windows', why: 'its base is for Windows', ...place };
  let root = fit.recipe?.stage;
  while (root?.parent) root = root.parent;
  if (root && isLinuxOnly(root))
    return { platforms: [{ os: 'linux' }], text: 'linux', why: 'its base is a Linux distribution', ...place };
  return undefined;
}

/** What the image does not say fits everything; machines of 64 bits run what is for their like of 32. */
const runsOn = (has: Platform, want: Platform): boolean =>
  (has.os === undefined || want.os === undefined || has.os === want.os) &&
  (has.architecture === undefined ||
    want.architecture === undefined ||
    has.architecture === want.architecture ||
    (has.architecture === '386' && want.architecture === 'amd64') ||
    (has.architecture === 'arm' && want.architecture === 'arm64'));

function problem(fit: Fit, unmet: readonly Wanted[], isPart: boolean, { text, why, at }: Has): SitedProblem {
  const [first] = unmet as [Wanted];
  const where = unmet.map(({ field }) => field.value).join(', ');
  return {
    at: first.field.at,
    ...(at ? { also: [at] } : {}),
    severity: isPart ? 'medium' : 'high',
    message: `${nameOf(fit.container)} ${isPart ? 'may come to run' : 'is to run'} on ${where}, and ${imageName(fit)} is for ${text} (${why})`,
  };
}

/** The program is compiled for one machine, and the container may come to run on another. */
function compiledElsewhere(
  fit: Fit,
  wanted: readonly Wanted[],
  compiled: Compiled,
): SitedProblem | undefined {
  const { architecture, why, at } = compiled;
  const machines = wanted.filter((want) => want.architecture !== undefined);
  const other =
    architecture === undefined
      ? // Which one the builder has nobody knows, but it has only one.
        machines.find((want) => want.architecture !== machines[0]!.architecture)
      : machines.find((want) => !runsOn({ architecture }, { architecture: want.architecture! }));
  if (!other) return undefined;
  const isPart = architecture === undefined || machines.some((want) => runsOn({ architecture }, want));
  return {
    at: other.field.at,
    also: [{ source: fit.recipe!.source, span: at, fact: { known: 'predicted', from: why } }],
    severity: isPart ? 'medium' : 'high',
    message: `${nameOf(fit.container)} ${isPart ? 'may come to run' : 'is to run'} on ${other.field.value}, and the program of ${imageName(fit)} is compiled for ${architecture ?? 'the machine that builds it'} whatever the image is for (${why})`,
    help: 'compile for what TARGETARCH says: ARG TARGETARCH, and GOARCH=$TARGETARCH (cargo: --target)',
  };
}

/** A program for amd64 that the Dockerfile fetches whatever it is built for, where it is to run on another machine. */
function fetchedForAmd64(fit: Fit, wanted: readonly Wanted[]): SitedProblem | undefined {
  const { recipe, container } = fit;
  const other = wanted.find(({ architecture }) => architecture !== undefined && architecture !== 'amd64');
  if (!recipe || !other) return undefined;
  const { build, stage, source } = recipe;
  const chain = new Set(chainOf(stage));
  for (const { words, instruction } of build.commands('curl', 'wget')) {
    const url = words.find(({ value, literal }) => literal && FOR_AMD64.test(value));
    if (!url || !chain.has(build.stageOf(instruction)) || ASKS.test(source.slice(instruction.span))) continue;
    return {
      at: other.field.at,
      also: [{ source, span: url.span }],
      message: `${nameOf(container)} is to run on ${other.field.value}, and ${imageName(fit)} fetches a program for amd64 whatever it is built for (${url.value.slice(url.value.lastIndexOf('/') + 1)})`,
      help: 'fetch what TARGETARCH says: ARG TARGETARCH, and ${TARGETARCH} in the address',
    };
  }
  return undefined;
}

const FOR_AMD64 = /^https?:\/\/.*[-_./](?:amd64|x86_64|x64|linux64)(?:[-_./]|$)/i;
/** The instruction asks which machine it is for. */
const ASKS = /TARGETARCH|TARGETPLATFORM|BUILDARCH|uname|print-architecture|aarch64|arm64|--print-arch/;
