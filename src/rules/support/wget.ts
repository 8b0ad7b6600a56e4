import { countLeading } from '../../core/search.ts';
import type { Build, Command, PackageAction, Stage } from '../../dockerfile/build-types.ts';
import { bareName, isSystemFamily, managerFamily } from '../../dockerfile/tools.ts';

/** Which wget a command is: GNU's (Wget2 takes the same options), or the applet of BusyBox, which knows few of them. */
export type WgetKind = 'gnu' | 'busybox';

/**
 * Tells which wget runs at a place: the one that was installed last before it, else the base's. Undefined where the base
 * is not known and nothing before the place tells.
 */
export function wgetKinds(build: Build): (command: Command) => WgetKind | undefined {
  const events = Map.groupBy(eventsOf(build), ({ stage }) => stage);
  /** What holds before and behind each event of a stage. A parent stands before its children. */
  const courses = new Map<Stage, readonly Known[]>();
  for (const stage of build.stages) {
    const course = [(stage.parent && courses.get(stage.parent)?.at(-1)) ?? baseOf(stage)];
    for (const event of events.get(stage) ?? []) course.push(after(course.at(-1)!, event));
    courses.set(stage, course);
  }
  return ({ stage, span }) => {
    const own = events.get(stage) ?? [];
    const passed = countLeading(own.length, (at) => own[at]!.place < span.start);
    const known = courses.get(stage)![passed]!;
    return known.installed ? 'gnu' : known.own;
  };
}

interface Known {
  /** The package `wget` is there, which stands in front of an applet. */
  readonly installed: boolean;
  /** What is there without it. */
  readonly own: WgetKind | undefined;
}

interface Event {
  readonly stage: Stage;
  readonly place: number;
  readonly change: 'comes' | 'goes' | 'none';
  /** What the system has by itself, as the use of its package manager shows. */
  readonly own: WgetKind;
}

const after = ({ installed, own }: Known, event: Event): Known => ({
  installed: event.change === 'none' ? installed : event.change === 'comes',
  own: own ?? event.own,
});

function eventsOf(build: Build): Event[] {
  /** Virtual packages of apk that bring wget. */
  const groups = new Set<string>();
  return build
    .packages()
    .filter(({ manager }) => isSystemFamily(managerFamily(manager)))
    .map((action) => ({
      stage: action.command.stage,
      place: action.command.span.start,
      change: changeOf(action, groups),
      own: action.manager === 'apk' ? 'busybox' : 'gnu',
    }));
}

function changeOf(action: PackageAction, groups: Set<string>): Event['change'] {
  const names = action.operands.map(({ value }) => value);
  const family = managerFamily(action.manager);
  const named = names.some((name) => /^wget2?$/.test(bareName(name, family)));
  if (action.action === 'install' && named) {
    const group = action.option('-t', '--virtual')?.value;
    if (group !== undefined) groups.add(group);
    return 'comes';
  }
  const removed = action.action === 'remove' && (named || names.some((name) => groups.has(name)));
  return removed ? 'goes' : 'none';
}

function baseOf({ base }: Stage): Known {
  if (base?.tools?.includes('busybox')) return { installed: false, own: 'busybox' };
  const managers = base?.packageManagers ?? [];
  const isGnu = managers.some((name) => name !== 'apk' && isSystemFamily(managerFamily(name)));
  return { installed: false, own: isGnu ? 'gnu' : undefined };
}
