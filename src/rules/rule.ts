import type { GenericSchema, InferOutput } from 'valibot';
import type { ImageFacts } from '../core/facts.ts';
import type { Problem, Question, SitedProblem } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Severity } from '../core/severity.ts';
import type { Site } from '../core/site.ts';
import type { Source } from '../core/source.ts';
import type { Build, Stage } from '../dockerfile/build-types.ts';
import type { ConfigSource } from '../image/config-source.ts';
import type { Tree } from '../image/tree.ts';
import type { Image } from '../image/types.ts';
import type { Inventory } from '../packages/inventory.ts';
import type { Workflow } from '../workflow/types.ts';
import type { ComposeProblem } from '../workload/compose/index.ts';
import type { ComposeProject, Container, Delivery, KubernetesObject, Workload } from '../workload/types.ts';
import type { Surface } from './support/content/surface.ts';

/** What every rule says of itself. */
export interface RuleHead<Options extends GenericSchema = GenericSchema> {
  /** Words, as the file is named: `pin-base-image`. */
  readonly name: string;
  /** What it asks for, as an order, in a few words: “Run as a user other than root”. */
  readonly title: string;
  readonly severity: Severity;
  /** `recommended`: quiet and right. `strict`: complete. */
  readonly set: 'recommended' | 'strict';
  /** Every peers' id that some finding of this rule may correspond to. */
  readonly aliases: readonly string[];
  /** Guidance that asks for the same, beside the ids: `NSA-CISA: Pod security`. */
  readonly tags?: readonly string[];
  /** One line on how to repair it; a problem may say it more exactly. */
  readonly help: string;
  /** Whether some problem of it carries a fix. The page then has a `fixed` example. */
  readonly fixable: boolean;
  /** A valibot object schema in which every entry has a default, so that `{}` is valid. */
  readonly options?: Options;
  /** A rule whose options hold for this one as well, where they have the same names and it is given none of its own. */
  readonly optionsOf?: string;
}

/** A rule is one thing in one place: this object, its page `<name>.md` beside it, and the page's examples as its tests. */
export interface Rule<Subject, Options extends GenericSchema = GenericSchema> extends RuleHead<Options> {
  /**
   * Yields problems; the engine adds rule, aliases, severity, path, target and fingerprint, sorts them and applies
   * the policy. Must not throw, whatever the subject.
   */
  check(subject: Subject, options: InferOutput<Options>): Iterable<Problem>;
}

/** A rule on what may stand in several files. */
export interface SitedRule<Subject, Options extends GenericSchema = GenericSchema, Told = SitedProblem>
  extends RuleHead<Options> {
  /** As that of `Rule`; every place names its file. */
  check(subject: Subject, options: InferOutput<Options>): Iterable<Told>;
}

/** A rule on a delivery, as the engine has it. */
export type AnySitedRule = SitedRule<never, GenericSchema, SitedProblem | Question>;

/** A rule on the build recipe. */
export type DockerfileRule<Options extends GenericSchema = GenericSchema> = Rule<Build, Options>;

/** An image as it is or will be, and, where it comes of a Dockerfile that is at hand, the target that makes it. */
export interface ImageSubject {
  readonly facts: ImageFacts;
  /** What repairs can be made in. */
  readonly recipe?: { readonly build: Build; readonly stage: Stage };
}

/** A rule on what an image is or will be: judges every target of a Dockerfile, and a built image. */
export type ImageRule<Options extends GenericSchema = GenericSchema> = Rule<ImageSubject, Options>;

/** A workload with what is delivered beside it. */
export interface WorkloadSubject {
  readonly workload: Workload;
  readonly delivery: Delivery;
  /** A container with its image, where it names one. */
  fitOf(container: Container): Fit | undefined;
}

/** A rule on containers as they will run, from Compose and Kubernetes alike. */
export type WorkloadRule<Options extends GenericSchema = GenericSchema> = SitedRule<WorkloadSubject, Options>;

/** A Kubernetes object of any kind with what is delivered beside it. */
export interface KubernetesSubject {
  readonly object: KubernetesObject;
  readonly delivery: Delivery;
}

/** A rule on Kubernetes objects: roles, services, config maps, … */
export type KubernetesRule<Options extends GenericSchema = GenericSchema> = SitedRule<
  KubernetesSubject,
  Options
>;

/** A Compose project with what is wrong with its text. */
export interface ComposeSubject {
  readonly project: ComposeProject;
  /** What Compose refuses of it. */
  readonly problems: readonly ComposeProblem[];
  readonly delivery: Delivery;
}

/** A rule on a Compose project as a whole: what holds for one service is a rule on its workload. */
export type ComposeRule<Options extends GenericSchema = GenericSchema> = SitedRule<ComposeSubject, Options>;

/** A publishing pipeline with what is delivered beside it. */
export interface WorkflowSubject {
  readonly workflow: Workflow;
  readonly delivery: Delivery;
}

/** A rule on pipelines that build and publish images. */
export type WorkflowRule<Options extends GenericSchema = GenericSchema> = SitedRule<WorkflowSubject, Options>;

/** How it is known which image a container runs. */
export interface Link {
  /**
   * `built`: the manifest itself builds it; `configured`: the configuration says so; `named`: something here builds
   * an image of this very name; `guessed`: the names are alike; `external`: nothing here builds it.
   */
  readonly how: 'built' | 'configured' | 'named' | 'guessed' | 'external';
  /** For people: “build: ./api”, “docker/build-push-action in .github/workflows/publish.yaml:31”. */
  readonly why: string;
  /** Everything here that builds an image of that name, tags and platforms with it. */
  readonly builds?: readonly NamedBuild[];
  /** The file of what may give images further names, or replace those of manifests, and cannot be seen. */
  readonly unseen?: string;
}

/** A build of the delivery that gives its image a name. */
export interface NamedBuild {
  /** The names with their tags; what is only known when it runs stays as it is written. */
  readonly names: readonly string[];
  /** The platforms that it is asked for; absent: the builder's own. */
  readonly platforms?: readonly string[];
  readonly why: string;
  readonly at?: Site;
  /** A Compose file makes it for its own services, or the configuration names it: no tag is published by it. */
  readonly local?: true;
  /** A Compose service builds it under these names. */
  readonly service?: {
    readonly project: ComposeProject;
    /** Variables are in its names: another environment builds other tags. */
    readonly mayVary: boolean;
  };
  /** It names an image that is built elsewhere: a push, a copy, a tag. */
  readonly renames?: true;
}

/** One container together with the facts of the image that it runs. */
export interface Fit {
  readonly container: Container;
  readonly link: Link;
  readonly facts: ImageFacts;
  /** The Dockerfile target that makes the image, when it is at hand; spans of the facts are in `source`. */
  readonly recipe?: { readonly source: Source; readonly build: Build; readonly stage: Stage };
  /** What the facts are predicted from: the target of the recipe, else a Dockerfile that says FROM the image and no more. */
  readonly image: { readonly build: Build; readonly stage: Stage };
  readonly delivery: Delivery;
  /** What `make` makes of this fit: made when it is first asked for, and kept with the fit, for what several rules ask. */
  once<T>(make: (fit: Fit) => T): T;
}

/**
 * A rule on whether an image will start, and keep working, under a manifest. Where it is silent for want of a fact, it
 * yields the question (`unanswered`).
 */
export type FitRule<Options extends GenericSchema = GenericSchema> = SitedRule<
  Fit,
  Options,
  SitedProblem | Question
>;

/** A built image with everything that is in it. */
export interface ContentSubject {
  readonly image: Image;
  readonly tree: Tree;
  readonly inventory: Inventory;
  readonly facts: ImageFacts;
  readonly config: ConfigSource;
  /** What of it could not be read. */
  readonly gaps: readonly Gap[];
  /** What the image of this name offered when that was recorded. */
  readonly recorded?: Surface;
}

/** A place in an image: a file of a layer (by default the one that is to be seen at the top), a layer, or a value of its configuration. */
export type ContentPlace =
  | { readonly path: string; readonly layer?: number }
  | { readonly layer: number }
  | { readonly config: readonly (string | number)[] };

/** What a rule on the content of an image yields: as `Problem`, with places in the image. */
export interface ContentProblem extends Omit<Problem, 'at' | 'also' | 'fix' | 'target'> {
  readonly at: ContentPlace;
  readonly also?: readonly ContentPlace[];
}

/** A rule on what is in a built image: its files, layers, packages and history. What a Dockerfile shows as well is for an `ImageRule`. */
export interface ContentRule<Options extends GenericSchema = GenericSchema> extends RuleHead<Options> {
  /** As that of `Rule`. */
  check(subject: ContentSubject, options: InferOutput<Options>): Iterable<ContentProblem>;
}

/** Types a rule on the content of images by its options. */
export const contentRule = <Options extends GenericSchema>(
  rule: ContentRule<Options>,
): ContentRule<Options> => rule;

/** Types a rule on `Build` by its options. */
export const dockerfileRule = <Options extends GenericSchema>(
  rule: DockerfileRule<Options>,
): DockerfileRule<Options> => rule;

/** Types a rule on an image by its options. */
export const imageRule = <Options extends GenericSchema>(rule: ImageRule<Options>): ImageRule<Options> =>
  rule;

/** Types a rule on a workload by its options. */
export const workloadRule = <Options extends GenericSchema>(
  rule: WorkloadRule<Options>,
): WorkloadRule<Options> => rule;

/** Types a rule on a Kubernetes object by its options. */
export const kubernetesRule = <Options extends GenericSchema>(
  rule: KubernetesRule<Options>,
): KubernetesRule<Options> => rule;

/** Types a rule on a Compose project by its options. */
export const composeRule = <Options extends GenericSchema>(
  rule: ComposeRule<Options>,
): ComposeRule<Options> => rule;

/** Types a rule on a fit by its options. */
export const fitRule = <Options extends GenericSchema>(rule: FitRule<Options>): FitRule<Options> => rule;

/** Types a rule on a publishing pipeline by its options. */
export const workflowRule = <Options extends GenericSchema>(
  rule: WorkflowRule<Options>,
): WorkflowRule<Options> => rule;
