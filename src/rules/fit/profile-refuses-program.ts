import { lastName } from '../../core/paths.ts';
import type { Site } from '../../core/site.ts';
import type { Container } from '../../workload/types.ts';
import { type Fit, fitRule } from '../rule.ts';
import { baseOf } from '../support/fit/base.ts';
import { capabilityName } from '../support/fit/capabilities.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { fileScript, inlineScript, knownStart, launched, readScript, wordsOf } from '../support/fit/start.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** The default profiles refuse system calls that few programs make; those few do not start, or not as they are meant to. */
export const profileRefusesProgram = fitRule({
  name: 'profile-refuses-program',
  title: 'Leave a program the system calls that it is there for',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'give it a profile of its own that allows them, or another program that needs none',
  fixable: false,

  *check(fit) {
    const { container } = fit;
    if (container.privileged.value) return;
    const added = new Set(container.capabilities.add.map(({ value }) => capabilityName(value)));
    if (added.has('ALL') || added.has('SYS_ADMIN')) return;
    const found = neededOf(fit);
    if (!found) return;
    const { needs, program, at } = found;
    const refusing = refusals(container, needs);
    const [first] = refusing;
    if (!first) return;
    yield {
      at: first.at,
      also: at ? [at] : besides(fit, fit.facts.entrypoint),
      message: `${program === undefined ? imageName(fit) : `${program} of ${imageName(fit)}`} ${needs.calls}, which the ${refusing.map(({ name }) => name).join(' and ')} ${refusing.length > 1 ? 'profiles refuse' : 'profile refuses'} ${nameOf(container)} without SYS_ADMIN: ${needs.comes}`,
      help: needs.help,
    };
  },
});

interface Needs {
  /** What it does. */
  readonly calls: string;
  readonly comes: string;
  readonly help: string;
  /** Which of the profiles refuses it. */
  readonly refusedBy: readonly ('seccomp' | 'apparmor')[];
}

/**
 * What the default profiles refuse without CAP_SYS_ADMIN. Sources: moby/profiles, seccomp/default.json (clone and unshare
 * with CLONE_NEW*, mount, umount, pivot_root, setns, bpf, perf_event_open) and apparmor/template.go (“deny mount”);
 * containerd, contrib/seccomp and contrib/apparmor, which are the same in this.
 */
const NAMESPACES: Needs = {
  calls: 'makes user namespaces (clone and unshare)',
  comes: 'it ends with “operation not permitted”',
  help: 'allow clone and unshare in a seccomp profile of its own (Compose: seccomp=FILE; Kubernetes: Localhost)',
  refusedBy: ['seccomp'],
};
const MOUNTS: Needs = {
  calls: 'mounts file systems',
  comes: 'it ends with “permission denied”',
  help: 'let the engine mount what it needs: volumes, tmpfs, devices',
  refusedBy: ['seccomp', 'apparmor'],
};
const ROOTLESS: Needs = {
  calls: 'makes namespaces and mounts file systems in them',
  comes: 'no build or container starts in it',
  help: 'run it with seccomp and AppArmor unconfined, as its documentation says, and with nothing else beside it',
  refusedBy: ['seccomp', 'apparmor'],
};
const WATCHES: Needs = {
  calls: 'loads programs into the kernel, or reads its counters (bpf, perf_event_open)',
  comes: 'it ends with “operation not permitted”',
  help: 'run it with a profile that allows them and the capabilities BPF and PERFMON, on hosts that are there for it',
  refusedBy: ['seccomp'],
};

/** Programs by their name. A browser’s sandbox is its own, unless it is told to do without. */
const PROGRAMS: Readonly<Record<string, Needs>> = {
  unshare: NAMESPACES,
  bwrap: NAMESPACES,
  chromium: NAMESPACES,
  'chromium-browser': NAMESPACES,
  chrome: NAMESPACES,
  'google-chrome': NAMESPACES,
  'google-chrome-stable': NAMESPACES,
  rootlesskit: ROOTLESS,
  'buildkitd-rootless.sh': ROOTLESS,
  'dockerd-rootless.sh': ROOTLESS,
  mount: MOUNTS,
  'mount.nfs': MOUNTS,
  bpftrace: WATCHES,
  perf: WATCHES,
};

/** Images that are known by their name (docs of moby/buildkit, “Rootless mode”; Docker Hub, docker:dind-rootless). */
const IMAGES: readonly (readonly [RegExp, Needs])[] = [
  [/^(?:docker\.io\/)?moby\/buildkit:[\w.-]*rootless$/, ROOTLESS],
  [/^(?:docker\.io\/)?(?:library\/)?docker:[\w.-]*dind-rootless$/, ROOTLESS],
];

interface Found {
  readonly needs: Needs;
  readonly program?: string;
  readonly at?: Site;
}

function neededOf(fit: Fit): Found | undefined {
  const start = knownStart(fit);
  const words = launched([...wordsOf(start)]);
  const line = words.map(({ value }) => value);
  const inline = inlineScript(words);
  const file = inline
    ? undefined
    : fileScript(fit, start.entrypoint.length > 0 ? start.entrypoint : start.command);
  const script = inline?.script.value ?? file?.text;
  const at = inline?.script.at ?? words[0]?.at;
  const calls = script === undefined ? [line] : certainCalls(script);
  for (const call of calls) {
    const program = lastName(call[0] ?? '');
    const needs = Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : undefined;
    if (needs && !isTame(program, call)) return { needs, program, ...(at ? { at } : {}) };
  }
  const base = baseOf(fit);
  const known =
    base === undefined ? undefined : IMAGES.find(([pattern]) => pattern.test(base.replace(/@.*$/, '')));
  return known && { needs: known[1] };
}

/** The commands of a script that run whatever happens. */
const certainCalls = (text: string): string[][] =>
  readScript(text)
    .commands.filter(
      ({ depth, before, after, within }) =>
        depth === 0 && within === 'top' && !/[|&]{2}/.test(`${before ?? ''}${after ?? ''}`),
    )
    .map(({ words }) => words.map(({ value }) => value));

/** A browser without its sandbox; a `mount` that only lists, and an `unshare` or version that asks for nothing. */
const isTame = (program: string, [, ...args]: readonly string[]): boolean =>
  args.includes('--no-sandbox') ||
  args.some((arg) => /^--?(?:version|help|V|h)$/.test(arg)) ||
  (program === 'mount' && args.length === 0);

interface Refusal {
  readonly name: string;
  readonly at: Site;
}

/** The profiles in force that refuse it. One that somebody wrote may allow it. */
function refusals({ seccomp, apparmor }: Container, { refusedBy }: Needs): Refusal[] {
  const all = [
    { by: 'seccomp', name: 'default seccomp', setting: seccomp },
    { by: 'apparmor', name: 'default AppArmor', setting: apparmor },
  ] as const;
  const refusing = all.filter(
    ({ by, setting }) => refusedBy.includes(by) && setting.value === 'RuntimeDefault',
  );
  // Whether hosts have AppArmor is not known: alone, and by default, it is no sign.
  const sure = refusing.filter(({ by, setting }) => by === 'seccomp' || setting.from !== 'default');
  return sure.map(({ name, setting }) => ({ name, at: setting.at }));
}
