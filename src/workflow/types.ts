import type { Gap } from '../core/gap.ts';
import type { Field, Site } from '../core/site.ts';
import type { Source } from '../core/source.ts';
import type { ShellCommand, ShellScript } from '../shell/types.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/types.ts';
import type { Expression } from './expression.ts';

/** What publishes images: a GitHub workflow or composite action, a GitLab pipeline, a bake file, a Makefile or script. */
export interface Workflow {
  readonly format: 'github' | 'action' | 'gitlab' | 'bake' | 'script';
  readonly source: Source;
  readonly name?: Field<string>;
  /** The document, where the format is YAML and it could be read. */
  readonly root?: YamlMap;
  readonly triggers: readonly Trigger[];
  /** Those of the whole workflow; a job's own replace them. */
  readonly permissions?: Permissions;
  readonly env: Variables;
  readonly jobs: readonly Job[];
  /** Every image build, as written, those of the jobs included; what is followed into other files is not. */
  readonly builds: readonly ImageBuild[];
  /** Bake: what is built at once when a group, or a target with a matrix, is asked for by its name. */
  readonly together?: ReadonlyMap<string, readonly ImageBuild[]>;
  readonly problems: readonly WorkflowProblem[];
  /** Files that it runs and that were not at hand. */
  readonly gaps: readonly Gap[];
}

/** Something that is wrong with the text. */
export interface WorkflowProblem {
  readonly at: Site;
  readonly message: string;
}

/** Names and what they stand for, in the order in which they are written. */
export type Variables = ReadonlyMap<string, Field<string>>;

/** An event that starts it. */
export interface Trigger {
  /** `push`, `pull_request`, `release`, `workflow_call`, … */
  readonly event: string;
  readonly at: Site;
  readonly node?: YamlNode;
  readonly branches?: readonly Field<string>[];
  readonly branchesIgnore?: readonly Field<string>[];
  readonly tags?: readonly Field<string>[];
  readonly tagsIgnore?: readonly Field<string>[];
  readonly types?: readonly Field<string>[];
  /** `workflow_call`, `workflow_dispatch`: inputs with their defaults. */
  readonly inputs?: ReadonlyMap<string, Field<string> | undefined>;
}

/** `permissions:` of a GitHub workflow or job. */
export interface Permissions {
  /** The key. */
  readonly at: Site;
  readonly node: YamlNode;
  /** `read-all`, `write-all`, or `{}`. */
  readonly all?: 'read' | 'write' | 'none';
  /** Scope → `read`, `write`, `none` as written. */
  readonly scopes: Variables;
}

export interface Job {
  readonly workflow: Workflow;
  readonly id: string;
  /** Its key. */
  readonly at: Site;
  readonly node: YamlMap;
  readonly needs: readonly Field<string>[];
  /** GitHub `if:`. */
  readonly condition?: Field<string>;
  /** GitLab `rules:`, `only:`, `except:`: when it runs. */
  readonly rules?: GitlabRules;
  readonly stage?: Field<string>;
  readonly runsOn: readonly Field<string>[];
  readonly permissions?: Permissions;
  readonly env: Variables;
  readonly matrix?: Matrix;
  /** The image that its steps run in. */
  readonly container?: ImageUse;
  readonly services: readonly ImageUse[];
  readonly environment?: Field<string>;
  /** GitLab `id_tokens:`: it is given an identity of its own. */
  readonly identity?: Site;
  readonly outputs: Variables;
  /** It is another workflow, called. */
  readonly call?: WorkflowCall;
  readonly steps: readonly Step[];
  /** What its steps do, in order, those of composite actions that were followed included. */
  readonly acts: readonly Act[];
  /** It does things that cannot be seen here: scripts, make targets, actions and workflows that are not at hand. */
  readonly unseen: readonly Unseen[];
}

/** Work whose text is not at hand. */
export interface Unseen {
  /** `make release`, `./hack/publish.sh`, `acme/publish-action`. */
  readonly what: string;
  readonly at: Site;
  readonly step?: Step;
}

export interface WorkflowCall {
  readonly uses: ActionUse;
  readonly with: Variables;
  readonly inheritsSecrets?: Site;
  /** What is called, when it is at hand. */
  readonly workflow?: Workflow;
}

/** A matrix as far as it is literal. */
export interface Matrix {
  readonly at: Site;
  /** One map per leg; undefined when an expression makes it. */
  readonly legs?: readonly MatrixLeg[];
}

/** Dotted names of literal values: `platform`, `build.tag`. */
export type MatrixLeg = ReadonlyMap<string, string>;

/** An image that the workflow itself runs. */
export interface ImageUse {
  readonly role: 'container' | 'service' | 'action' | 'command';
  readonly name?: string;
  readonly image: Field<string>;
}

export interface Step {
  readonly job: Job;
  readonly at: Site;
  readonly node: YamlNode;
  readonly id?: string;
  readonly name?: Field<string>;
  readonly condition?: Field<string>;
  readonly uses?: ActionUse;
  readonly with: Variables;
  readonly run?: RunScript;
  readonly env: Variables;
  readonly continueOnError: boolean;
  readonly acts: readonly Act[];
  /** The folder that its script starts in, from the root of the repository. */
  readonly workdir?: string;
  /** The step that uses the composite action which holds it, when it was followed there. */
  readonly within?: Step;
  /** The steps of the composite action that it uses, when that is at hand. */
  readonly inner: readonly Step[];
}

/** `uses:` in its parts. */
export interface ActionUse {
  readonly text: string;
  readonly at: Site;
  readonly kind: 'repository' | 'local' | 'image';
  /** `owner/repo` in lower case; `./path` for a local one; the image for `docker://`. */
  readonly name: string;
  /** Within the repository. */
  readonly path?: string;
  readonly ref?: string;
  /** The comment behind it, where people write the version of a commit. */
  readonly comment?: string;
}

/** `run:`, `script:`: text that a shell reads. */
export interface RunScript {
  readonly at: Site;
  readonly node: YamlScalar;
  /** As it is handed over, before expressions are replaced. */
  readonly text: string;
  readonly shell: 'posix' | 'powershell' | 'cmd' | 'other';
  /** Absent where no shell reads it. */
  readonly script?: ShellScript;
  readonly expressions: readonly ExpressionUse[];
}

/** `${{ … }}` in a text. */
export interface ExpressionUse {
  /** With its braces. */
  readonly text: string;
  readonly at: Site;
  /** Absent when it makes no sense. */
  readonly expression?: Expression;
}

/** What a step does to images, or for them. */
export type Act =
  | ImageBuild
  | PushAct
  | LoginAct
  | SignAct
  | SbomAct
  | ProvenanceAct
  | ScanAct
  | RunAct
  | EmulateAct
  | BuilderAct
  | DeployAct
  | CheckoutAct
  | InstallAct
  | UploadAct
  | TagAct;

interface Doing {
  /** The program or action: `docker buildx build`, `docker/build-push-action`. */
  readonly tool: string;
  readonly at: Site;
  /** Absent in bake files and scripts. */
  readonly step?: Step;
  /** The command, where a script does it. */
  readonly command?: ShellCommand;
}

/** One build of one image; the link between image names and a target of a Dockerfile. */
export interface ImageBuild extends Doing {
  readonly does: 'build';
  /** Bake: the target's name. */
  readonly name?: string;
  /** Relative to the repository's root (scripts: to their folder); absent: as the tool has it by default. */
  readonly context?: Field<string>;
  /** As written; absent: `Dockerfile` in the context. */
  readonly dockerfile?: Field<string>;
  /** Where `dockerfile` counts from: the working folder, or the context (bake). */
  readonly dockerfileFrom: 'workdir' | 'context';
  /** Where relative paths count from, below the root of the repository (bake, scripts: below the file's folder). */
  readonly workdir?: string;
  readonly inline?: Field<string>;
  readonly target?: Field<string>;
  readonly tags: readonly Field<string>[];
  readonly platforms: readonly Field<string>[];
  readonly args: readonly BuildArg[];
  /** Whether the result goes to a registry: `true`, `false`, or the expression that decides. */
  readonly push: Field<string> | undefined;
  readonly load?: Field<string>;
  readonly outputs: readonly Field<string>[];
  /** `provenance:` / `--provenance` as written, `--attest type=provenance,…` told the same way. */
  readonly provenance?: Field<string>;
  readonly sbom?: Field<string>;
  readonly secrets: readonly Field<string>[];
  readonly cacheFrom: readonly Field<string>[];
  readonly cacheTo: readonly Field<string>[];
  /** What makes it: BuildKit attests provenance unless told otherwise when it pushes; others do not. */
  readonly builder: 'buildkit' | 'docker' | 'kaniko' | 'buildah' | 'ko' | 'jib' | 'buildpacks' | 'other';
}

export interface BuildArg {
  readonly name: string;
  /** Absent: the value comes from the environment. */
  readonly value?: string;
  readonly at: Site;
}

/** Puts an image, index or tag into a registry. */
export interface PushAct extends Doing {
  readonly does: 'push';
  readonly images: readonly Field<string>[];
  /** `index`: `docker buildx imagetools create`, `docker manifest push`; `copy`: crane, skopeo. */
  readonly how: 'push' | 'index' | 'copy';
}

export interface LoginAct extends Doing {
  readonly does: 'login';
  readonly registry?: Field<string>;
  readonly username?: Field<string>;
  readonly password?: Field<string>;
  /** The password is a word of a command. */
  readonly onCommandLine: boolean;
}

export interface SignAct extends Doing {
  readonly does: 'sign';
  /** `file`: a blob, as with `cosign sign-blob`. */
  readonly of: 'image' | 'file';
  readonly subjects: readonly Field<string>[];
  /** A digest is given apart from the subject (`subject-digest:`). */
  readonly digest?: Field<string>;
  /** Signs with the workflow's own identity. */
  readonly keyless: boolean;
  /** `attest`: a statement is signed with it. */
  readonly how: 'sign' | 'attest';
}

export interface SbomAct extends Doing {
  readonly does: 'sbom';
  /** `statement`: a bill made elsewhere is attached or attested. */
  readonly how: 'made' | 'statement';
  readonly subjects: readonly Field<string>[];
  readonly platform?: Field<string>;
}

export interface ProvenanceAct extends Doing {
  readonly does: 'provenance';
  readonly keyless: boolean;
}

export interface ScanAct extends Doing {
  readonly does: 'scan';
  /** `image`: packages of an image; `files`: sources, Dockerfiles, a file system. */
  readonly of: 'image' | 'files';
  readonly subjects: readonly Field<string>[];
  /** `never`: what it finds cannot stop the job; `report`: it is kept elsewhere (SARIF, an artifact). */
  readonly gate: 'stops' | 'report' | 'never' | 'unknown';
  /** Which version of the scanner runs, where that is an input. */
  readonly version?: Field<string>;
}

/** Runs an image. */
export interface RunAct extends Doing {
  readonly does: 'run';
  readonly images: readonly Field<string>[];
  /** It only asks for a version or help, or does nothing. */
  readonly trivial: boolean;
  readonly platform?: Field<string>;
}

/** QEMU for other platforms. */
export interface EmulateAct extends Doing {
  readonly does: 'emulate';
}

/** A BuildKit builder is made. */
export interface BuilderAct extends Doing {
  readonly does: 'builder';
  readonly driver?: Field<string>;
}

export interface DeployAct extends Doing {
  readonly does: 'deploy';
  readonly images: readonly Field<string>[];
}

export interface CheckoutAct extends Doing {
  readonly does: 'checkout';
  readonly ref?: Field<string>;
  readonly repository?: Field<string>;
  readonly keepsCredentials: boolean;
}

/** A tool is fetched, at a version or at whatever is newest. */
export interface InstallAct extends Doing {
  readonly does: 'install';
  readonly what: string;
  readonly version?: Field<string>;
  /** It takes what is newest on that day. */
  readonly floating: boolean;
}

/** Hands findings to the forge. */
export interface UploadAct extends Doing {
  readonly does: 'upload';
  readonly what: 'sarif' | 'artifact' | 'release';
}

/** Gives an image another name. */
export interface TagAct extends Doing {
  readonly does: 'tag';
  readonly from: Field<string>;
  readonly to: Field<string>;
}

/** When a GitLab job runs. */
export interface GitlabRules {
  readonly at: Site;
  readonly rules: readonly GitlabRule[];
  readonly only: readonly Field<string>[];
  readonly except: readonly Field<string>[];
}

export interface GitlabRule {
  /** `changes:`, `exists:`: it hangs on files as well. */
  readonly onFiles: boolean;
  readonly condition?: Field<string>;
  /** `never`, `manual`, `always`, `on_success`, … */
  readonly when?: Field<string>;
  readonly at: Site;
}
