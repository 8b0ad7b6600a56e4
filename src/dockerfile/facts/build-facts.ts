import type {
  Fact,
  FileFact,
  HealthFact,
  LibcFact,
  Origin,
  PortFact,
  ProductFact,
  SystemFact,
  UserFact,
} from '../../core/facts.ts';
import type { Build, Stage } from '../build-types.ts';
import { AccountBook } from './accounts.ts';
import type { Chain } from './chain.ts';
import { filePile } from './files.ts';
import { environmentPile, labelPile } from './pairs.ts';
import { healthChain, type Process, processChain, shellChain } from './process.ts';
import { managersAmong, type ProgramLayer } from './program-layer.ts';
import { programChain, toolPile } from './programs.ts';
import { portPile, stopSignalChain, volumePile, workdirChain } from './settings.ts';
import { libcChain, productChain, systemChain } from './systems.ts';
import { userOf, userTextChain } from './user.ts';
import { inheritedOrigin, predicted, unknown, View } from './view.ts';

type Table = Readonly<Record<string, string>>;

/** A fact that grows along a chain, whatever it is piled up from. */
interface Grown<V> {
  of(stage: Stage): Fact<V>;
}

/** What the facts of all stages of one build share. Each part is made when it is first needed. */
export class BuildFacts {
  readonly view: View;
  #users: Chain<Fact<string>> | undefined;
  #accounts: AccountBook | undefined;
  #processes: Chain<Process> | undefined;
  #shells: Chain<Fact<readonly string[]>> | undefined;
  #healths: Chain<Fact<HealthFact | null>> | undefined;
  #workdirs: Chain<Fact<string>> | undefined;
  #stopSignals: Chain<Fact<string | null>> | undefined;
  #systems: Chain<Fact<SystemFact>> | undefined;
  #products: Chain<Fact<ProductFact | null>> | undefined;
  #libcs: Chain<Fact<LibcFact>> | undefined;
  #programs: Chain<ProgramLayer> | undefined;
  #ports: Grown<readonly PortFact[]> | undefined;
  #volumes: Grown<readonly string[]> | undefined;
  #environments: Grown<Table> | undefined;
  #labels: Grown<Table> | undefined;
  #files: Grown<readonly FileFact[]> | undefined;
  #tools: Grown<ReadonlyMap<string, Origin>> | undefined;

  constructor(build: Build) {
    this.view = new View(build);
  }

  get processes(): Chain<Process> {
    this.#processes ??= processChain(this.view, this.shells);
    return this.#processes;
  }
  get shells(): Chain<Fact<readonly string[]>> {
    this.#shells ??= shellChain(this.view);
    return this.#shells;
  }
  get healths(): Chain<Fact<HealthFact | null>> {
    this.#healths ??= healthChain(this.view, this.shells);
    return this.#healths;
  }
  get workdirs(): Chain<Fact<string>> {
    this.#workdirs ??= workdirChain(this.view);
    return this.#workdirs;
  }
  get stopSignals(): Chain<Fact<string | null>> {
    this.#stopSignals ??= stopSignalChain(this.view);
    return this.#stopSignals;
  }
  get systems(): Chain<Fact<SystemFact>> {
    this.#systems ??= systemChain(this.view, this.workdirs);
    return this.#systems;
  }
  get products(): Chain<Fact<ProductFact | null>> {
    this.#products ??= productChain(this.view);
    return this.#products;
  }
  get libcs(): Chain<Fact<LibcFact>> {
    this.#libcs ??= libcChain(this.view, this.workdirs);
    return this.#libcs;
  }
  get programs(): Chain<ProgramLayer> {
    this.#programs ??= programChain(this.view, this.workdirs);
    return this.#programs;
  }

  /** The platform that FROM of the chain's root asks for; that of a later FROM is not heeded by BuildKit. */
  platform(stage: Stage): Fact<string> {
    const { stage: root, windows } = this.view.rootOf(stage);
    const flag = root.from?.platform;
    const from = [this.#rootOrigin(stage)];
    if (!flag?.value) {
      return unknown(
        windows
          ? 'it is Windows, on the architecture that is built for'
          : 'FROM names none, so that it is the one that is built for',
        from,
      );
    }
    const platform = this.view.expand(flag.value, root.from!, root);
    return 'why' in platform ? unknown(platform.why, from) : predicted(platform.value, from);
  }

  base(stage: Stage): Fact<string> {
    const { image, why } = this.view.rootOf(stage);
    const from = [this.#rootOrigin(stage)];
    return image === undefined ? unknown(why, from) : predicted(image, from);
  }

  /** The text of USER of each stage. */
  get users(): Chain<Fact<string>> {
    this.#users ??= userTextChain(this.view);
    return this.#users;
  }
  get accounts(): AccountBook {
    this.#accounts ??= new AccountBook(this.view);
    return this.#accounts;
  }
  user(stage: Stage): Fact<UserFact> {
    return userOf(this.view, stage, this.users.of(stage), this.accounts);
  }

  ports(stage: Stage): Fact<readonly PortFact[]> {
    this.#ports ??= portPile(this.view);
    return this.#ports.of(stage);
  }
  volumes(stage: Stage): Fact<readonly string[]> {
    this.#volumes ??= volumePile(this.view);
    return this.#volumes.of(stage);
  }
  environment(stage: Stage): Fact<Table> {
    this.#environments ??= environmentPile(this.view);
    return this.#environments.of(stage);
  }
  labels(stage: Stage): Fact<Table> {
    this.#labels ??= labelPile(this.view);
    return this.#labels.of(stage);
  }
  files(stage: Stage): Fact<readonly FileFact[]> {
    this.#files ??= filePile(this.view, this.workdirs);
    return this.#files.of(stage);
  }
  tools(stage: Stage): Fact<ReadonlyMap<string, Origin>> {
    this.#tools ??= toolPile(this.view, this.programs);
    return this.#tools.of(stage);
  }

  packageManagers(tools: Fact<ReadonlyMap<string, Origin>>): Fact<readonly string[]> {
    if (tools.known === 'unknown') return tools;
    const found = managersAmong(tools.value);
    return predicted([...found.keys()].sort(), [...new Set(found.values())]);
  }

  /** The FROM that the chain begins with; a fragment has none. */
  #rootOrigin(stage: Stage): Origin {
    const { stage: root } = this.view.rootOf(stage);
    const line = this.view.build.source.lineOf(root.place.start);
    const origin = { note: root.from ? `FROM at line ${line}` : 'there is no FROM', at: root.place };
    return root === stage ? origin : inheritedOrigin(origin, root.label);
  }
}
