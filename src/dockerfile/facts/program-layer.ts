import { hasProgram } from '../../bases/program.ts';
import type { Origin, Presence } from '../../core/facts.ts';
import type { Stage } from '../build-types.ts';
import { isPackageManager, isSystemProgram, packageManagerName } from '../tools.ts';
import { inheritedOrigin, type Root } from './view.ts';

type Mark =
  | { readonly state: 'added'; readonly origin: Origin }
  /** The build would fail without it, so that it is there unless it surely is not. */
  | { readonly state: 'used'; readonly origin: Origin }
  | { readonly state: 'removed' }
  | { readonly state: 'maybe' };

/**
 * How wide the door stands for programs that are not named: `language` lets in what applications and language managers
 * bring, `any` lets in shells and network tools too.
 */
export type Scope = 'language' | 'any';

/** What the instructions of one stage do to the programs that are there before it. */
export class ProgramLayer {
  readonly stage: Stage;
  readonly root: Root;
  readonly below: ProgramLayer | undefined;
  /** Packages of `apk add --virtual`. */
  readonly groups = new Map<string, readonly string[]>();
  /** Programs that a removed package had pulled in: `autoremove` takes them. */
  readonly orphans = new Set<string>();
  readonly #marks = new Map<string, Mark>();
  readonly #providers = new Map<string, Set<string>>();
  readonly #patterns: RegExp[] = [];
  readonly #presence = new Map<string, Presence>();
  #open: Scope | undefined;
  #clouded = false;

  constructor(stage: Stage, root: Root, below: ProgramLayer | undefined) {
    this.stage = stage;
    this.root = root;
    this.below = below;
  }

  get empty(): boolean {
    const named = this.#marks.size + this.#patterns.length + this.groups.size + this.orphans.size;
    return named === 0 && !this.#open && !this.#clouded;
  }

  /** A program comes, by a package where `provider` is given. */
  add(name: string, origin: Origin, provider?: string): void {
    this.#marks.set(name, { state: 'added', origin });
    if (provider === undefined) return;
    const providers = this.#providers.get(name);
    if (providers) providers.add(provider);
    else this.#providers.set(name, new Set([provider]));
  }

  /** A program may come or go. */
  maybe(name: string): void {
    this.#marks.set(name, { state: 'maybe' });
  }

  /** A program may come: it stays where it already is. */
  mayCome(name: string): void {
    if (!this.#marks.has(name) && !this.wasThere(name)) this.maybe(name);
  }

  use(name: string, origin: Origin): void {
    if (!this.#marks.has(name)) this.#marks.set(name, { state: 'used', origin });
  }

  remove(name: string): void {
    this.#marks.set(name, { state: 'removed' });
    this.#providers.delete(name);
  }

  /** One package less provides the program; true when none of this stage does any more. */
  release(name: string, provider: string): boolean {
    const providers = this.#providers.get(name);
    if (!providers) return true;
    providers.delete(provider);
    if (providers.size > 0) return false;
    this.#providers.delete(name);
    return true;
  }

  /** What the stage did to the program is undone: it is as below. */
  forget(name: string): void {
    this.#marks.delete(name);
  }

  removeMatching(pattern: RegExp): void {
    this.#patterns.push(pattern);
    for (const name of this.#marks.keys()) if (pattern.test(name)) this.#marks.delete(name);
  }

  /** Programs may have come that nobody named. */
  open(scope: Scope): void {
    if (this.#open === 'any') return;
    this.#open = scope;
    for (const [name, mark] of this.#marks) {
      if (mark.state === 'removed' && covers(scope, name)) this.maybe(name);
    }
  }

  /** Programs may have gone that nobody named. */
  cloud(): void {
    this.#clouded = true;
    for (const name of this.#marks.keys()) this.maybe(name);
  }

  /** Whether the program is there behind the stage's last instruction. */
  presence(name: string): Presence {
    const path: ProgramLayer[] = [];
    let layer: ProgramLayer | undefined = this;
    while (layer && !layer.#presence.has(name)) {
      path.push(layer);
      layer = layer.below;
    }
    let presence = layer ? layer.#presence.get(name)! : presenceInBase(this.root, name);
    for (let at = path.length - 1; at >= 0; at--) {
      presence = path[at]!.#after(name, presence);
      path[at]!.#presence.set(name, presence);
    }
    return presence;
  }

  /** Whether the program was there before the stage began. */
  wasThere(name: string): boolean {
    const before = this.below ? this.below.presence(name) : presenceInBase(this.root, name);
    return before === 'present';
  }

  /** Whether the program was there, and nothing has been done to it since. */
  isAsBefore(name: string): boolean {
    return !this.#marks.has(name) && this.wasThere(name);
  }

  #after(name: string, before: Presence): Presence {
    const mark = this.#marks.get(name);
    if (mark?.state === 'added') return 'present';
    if (mark?.state === 'removed') return 'absent';
    if (mark?.state === 'maybe') return 'unknown';
    let presence = before;
    if (this.#patterns.some((pattern) => pattern.test(name))) presence = 'absent';
    if (this.#clouded && presence === 'present') presence = 'unknown';
    if (this.#open && presence === 'absent' && covers(this.#open, name)) presence = 'unknown';
    return presence === 'unknown' && mark?.state === 'used' ? 'present' : presence;
  }

  /** Does to a list of programs what the stage does; their origins are the stage's `own`, or inherited from it. */
  apply(programs: Map<string, Origin>, own: boolean): void {
    if (this.#clouded) programs.clear();
    for (const pattern of this.#patterns) {
      for (const name of programs.keys()) if (pattern.test(name)) programs.delete(name);
    }
    for (const [name, mark] of this.#marks) {
      if (mark.state === 'removed' || mark.state === 'maybe') programs.delete(name);
      else if (mark.state === 'added' || (!programs.has(name) && this.presence(name) === 'present')) {
        programs.set(name, own ? mark.origin : inheritedOrigin(mark.origin, this.stage.label));
      }
    }
  }
}

/** The programs that the base lists. */
export function programsInBase({ base, origin }: Root): Map<string, Origin> {
  const programs = new Map<string, Origin>();
  for (const list of [base?.shells, base?.packageManagers, base?.tools]) {
    for (const name of list ?? []) programs.set(name, origin);
  }
  return programs;
}

const covers = (scope: Scope, name: string): boolean => scope === 'any' || !isSystemProgram(name);

function presenceInBase({ scratch, base }: Root, name: string): Presence {
  if (scratch) return 'absent';
  return base ? hasProgram(base, name) : 'unknown';
}

/** The package managers among programs, by the names that facts have for them. */
export function managersAmong(programs: ReadonlyMap<string, Origin>): Map<string, Origin> {
  const managers = new Map<string, Origin>();
  for (const [name, origin] of programs)
    if (isPackageManager(name)) managers.set(packageManagerName(name), origin);
  return managers;
}
