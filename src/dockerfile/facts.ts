import type {
  CommandFact,
  Fact,
  FileFact,
  HealthFact,
  ImageFacts,
  LibcFact,
  Origin,
  PortFact,
  Presence,
  ProductFact,
  SystemFact,
  UserFact,
} from '../core/facts.ts';
import type { Span } from '../core/span.ts';
import type { Build, Stage } from './build-types.ts';
import { BuildFacts } from './facts/build-facts.ts';
import { unknown } from './facts/view.ts';

/**
 * Predicts what a stage will be as an image: what its base brings, then each instruction of its chain in turn. Nothing is
 * guessed: what a variable without a value or an unknown base decides is unknown, and says why. Each fact is made when
 * it is first asked for, and what stages of one chain share is made once.
 */
export function factsOf(build: Build, stage: Stage): ImageFacts {
  return new StageFacts(buildFactsOf(build), stage);
}

/** What the facts of all stages of a build are made of. */
export const buildFactsOf = (build: Build): BuildFacts => build.once(shared);

const shared = (build: Build): BuildFacts => new BuildFacts(build);

class StageFacts implements ImageFacts {
  readonly target: string;
  readonly place: Span;
  readonly #build: BuildFacts;
  readonly #stage: Stage;
  readonly #kept = new Map<string, unknown>();

  constructor(build: BuildFacts, stage: Stage) {
    this.#build = build;
    this.#stage = stage;
    this.target = stage.label;
    this.place = stage.place;
  }

  get platform(): Fact<string> {
    return this.#keep('platform', () => this.#build.platform(this.#stage));
  }
  get base(): Fact<string> {
    return this.#keep('base', () => this.#build.base(this.#stage));
  }
  get system(): Fact<SystemFact> {
    return this.#keep('system', () => this.#build.systems.of(this.#stage));
  }
  get product(): Fact<ProductFact | null> {
    return this.#build.products.of(this.#stage);
  }
  get user(): Fact<UserFact> {
    return this.#keep('user', () => this.#build.user(this.#stage));
  }
  get entrypoint(): Fact<CommandFact | null> {
    return this.#build.processes.of(this.#stage).entrypoint;
  }
  get command(): Fact<CommandFact | null> {
    return this.#build.processes.of(this.#stage).command;
  }
  get ports(): Fact<readonly PortFact[]> {
    return this.#keep('ports', () => this.#build.ports(this.#stage));
  }
  get volumes(): Fact<readonly string[]> {
    return this.#keep('volumes', () => this.#build.volumes(this.#stage));
  }
  get workdir(): Fact<string> {
    return this.#build.workdirs.of(this.#stage);
  }
  get environment(): Fact<Readonly<Record<string, string>>> {
    return this.#keep('environment', () => this.#build.environment(this.#stage));
  }
  get labels(): Fact<Readonly<Record<string, string>>> {
    return this.#keep('labels', () => this.#build.labels(this.#stage));
  }
  get health(): Fact<HealthFact | null> {
    return this.#build.healths.of(this.#stage);
  }
  get stopSignal(): Fact<string | null> {
    return this.#build.stopSignals.of(this.#stage);
  }
  get shell(): Fact<readonly string[]> {
    return this.#build.shells.of(this.#stage);
  }
  get libc(): Fact<LibcFact> {
    return this.#build.libcs.of(this.#stage);
  }
  get tools(): Fact<ReadonlyMap<string, Origin>> {
    return this.#keep('tools', () => this.#build.tools(this.#stage));
  }
  get packageManagers(): Fact<readonly string[]> {
    return this.#keep('packageManagers', () => {
      const found = this.#build.packageManagers(this.tools);
      if (found.known === 'unknown' || found.value.length > 0 || this.has('apt') === 'absent') return found;
      return unknown('not all of its programs are known, and none of those that are is one', found.from);
    });
  }
  get files(): Fact<readonly FileFact[]> {
    return this.#keep('files', () => this.#build.files(this.#stage));
  }
  has(program: string): Presence {
    return this.#build.programs.of(this.#stage).presence(program);
  }

  /** Keeps a fact, but not one so long that keeping it for each of thousands of stages would fill the memory. */
  #keep<T extends Fact<unknown>>(name: string, make: () => T): T {
    const kept = this.#kept.get(name);
    if (kept) return kept as T;
    const fact = make();
    if (fact.from.length <= MOST_KEPT) this.#kept.set(name, fact);
    return fact;
  }
}

const MOST_KEPT = 1000;
