import type {
  Fact,
  FileFact,
  HealthFact,
  LibcFact,
  Origin,
  PortFact,
  SystemFact,
  UserFact,
} from '../../core/facts.ts';
import type { Build, Stage } from '../build-types.ts';
import { AccountBook } from './accounts.ts';
import type { Chain } from './chain.ts';
import { filesOf } from './files.ts';
import { healthChain, type Process, processChain, shellChain } from './process.ts';
import { managersAmong, type ProgramLayer } from './program-layer.ts';
import { programChain } from './programs.ts';
import { environmentOf, labelsOf, portsOf, stopSignalChain, volumesOf, workdirChain } from './settings.ts';
import { libcChain, systemChain } from './systems.ts';
import { userOf, userTextChain } from './user.ts';
import { inheritedOrigin, predicted, unknown, View } from './view.ts';

type Table = Readonly<Record<string, string>>;

/** What the facts of all stages of one build share. Each part is made when it is first needed. */
export class BuildFacts {
  readonly #view: View;
  #users: Chain<Fact<string>> | undefined;
  #accounts: AccountBook | undefined;
  #processes: Chain<Process> | undefined;
  #shells: Chain<Fact<readonly string[]>> | undefined;
  #healths: Chain<Fact<HealthFact | null>> | undefined;
  #workdirs: Chain<Fact<string>> | undefined;
  #stopSignals: Chain<Fact<string | null>> | undefined;
  #systems: Chain<Fact<SystemFact>> | undefined;
  #libcs: Chain<Fact<LibcFact>> | undefined;
  #programs: Chain<ProgramLayer> | undefined;

  constructor(build: Build) {
    this.#view = new View(build);
  }

  get processes(): Chain<Process> {
    this.#processes ??= processChain(this.#view, this.shells);
    return this.#processes;
  }
  get shells(): Chain<Fact<readonly string[]>> {
    this.#shells ??= shellChain(this.#view);
    return this.#shells;
  }
  get healths(): Chain<Fact<HealthFact | null>> {
    this.#healths ??= healthChain(this.#view, this.shells);
    return this.#healths;
  }
  get workdirs(): Chain<Fact<string>> {
    this.#workdirs ??= workdirChain(this.#view);
    return this.#workdirs;
  }
  get stopSignals(): Chain<Fact<string | null>> {
    this.#stopSignals ??= stopSignalChain(this.#view);
    return this.#stopSignals;
  }
  get systems(): Chain<Fact<SystemFact>> {
    this.#systems ??= systemChain(this.#view, this.workdirs);
    return this.#systems;
  }
  get libcs(): Chain<Fact<LibcFact>> {
    this.#libcs ??= libcChain(this.#view, this.workdirs);
    return this.#libcs;
  }
  get programs(): Chain<ProgramLayer> {
    this.#programs ??= programChain(this.#view, this.workdirs);
    return this.#programs;
  }

  /** The platform that FROM of the chain's root asks for; that of a later FROM is not heeded by BuildKit. */
  platform(stage: Stage): Fact<string> {
    const { stage: root, windows } = this.#view.rootOf(stage);
    const flag = root.from?.platform;
    const origin: Origin = { note: `FROM at line ${this.#line(root)}`, at: root.place };
    const from = [root === stage ? origin : inheritedOrigin(origin, root.label)];
    if (!flag?.value) {
      return unknown(
        windows
          ? 'the base is for Windows, on the architecture that is built for'
          : 'it is the one that is built for',
        from,
      );
    }
    const platform = this.#view.expand(flag.value, root.from!, root);
    return 'why' in platform ? unknown(platform.why, from) : predicted(platform.value, from);
  }

  base(stage: Stage): Fact<string> {
    const { stage: root, image, why } = this.#view.rootOf(stage);
    const origin: Origin = { note: `FROM at line ${this.#line(root)}`, at: root.place };
    const from = [root === stage ? origin : inheritedOrigin(origin, root.label)];
    return image === undefined ? unknown(why, from) : predicted(image, from);
  }

  user(stage: Stage): Fact<UserFact> {
    this.#users ??= userTextChain(this.#view);
    this.#accounts ??= new AccountBook(this.#view);
    return userOf(this.#view, stage, this.#users.of(stage), this.#accounts);
  }

  ports(stage: Stage): Fact<readonly PortFact[]> {
    return portsOf(this.#view, stage);
  }
  volumes(stage: Stage): Fact<readonly string[]> {
    return volumesOf(this.#view, stage);
  }
  environment(stage: Stage): Fact<Table> {
    return environmentOf(this.#view, stage);
  }
  labels(stage: Stage): Fact<Table> {
    return labelsOf(this.#view, stage);
  }
  files(stage: Stage): Fact<readonly FileFact[]> {
    return filesOf(this.#view, stage, this.workdirs);
  }

  /**
   * The programs known to be there. It is no complete list: on an unknown base it holds what the file itself shows, and
   * is unknown only where that is nothing.
   */
  tools(stage: Stage): Fact<ReadonlyMap<string, Origin>> {
    const programs = this.programs.of(stage).programs(stage);
    const root = this.#view.rootOf(stage);
    if (!root.base && !root.scratch && programs.size === 0) return unknown(root.why, [root.origin]);
    return predicted(programs, [...new Set(programs.values())]);
  }

  packageManagers(tools: Fact<ReadonlyMap<string, Origin>>): Fact<readonly string[]> {
    return tools.known === 'unknown' ? tools : predicted(managersAmong(tools.value), tools.from);
  }

  #line({ place }: Stage): number {
    return this.#view.build.source.lineOf(place.start);
  }
}
