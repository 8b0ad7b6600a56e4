import { type Command, Option } from 'commander';
import { PlimsollError } from '../core/errors.ts';
import { podSecurityLevels } from '../core/pod-security.ts';
import { severities } from '../core/severity.ts';
import type { PolicyFlags } from '../policy/types.ts';
import { visible } from '../report/visible.ts';
import type { CheckRequest, ImageAccess } from '../scan/types.ts';
import { repeatable, repeatableNames } from './frame.ts';
import type { World } from './world.ts';

/** The options of every command that judges files. */
export interface ProjectOptions extends ImageOptions {
  readonly target?: readonly string[];
  readonly buildArg?: readonly string[];
  readonly context?: string;
  readonly filename?: string;
  readonly composeFile?: readonly string[];
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly rules?: string;
  readonly rule?: readonly string[];
  readonly skip?: readonly string[];
  readonly profile?: string;
  readonly failOn?: string;
  readonly failOnGaps?: boolean;
  readonly level?: string;
  readonly baseline?: string | boolean;
  readonly config?: string | boolean;
  readonly shellcheck?: boolean;
}

/** Adds what says which files are read, and how they are built. */
export const withBuildOptions = (command: Command): Command =>
  command
    .optionsGroup('The build:')
    .addOption(repeatable('--target <stage>', 'judge this stage as one that is built; may be given again'))
    .addOption(
      repeatable(
        '--build-arg <name=value>',
        'as for the builder; a name alone takes its value from the environment',
      ),
    )
    .option('--context <folder>', 'the build context, when it cannot be told from where the copied files are')
    .option('--filename <path>', 'the path that standard input is judged as');

/** Adds what charts are rendered with. */
export const withDeliveryOptions = (command: Command): Command =>
  command
    .optionsGroup('The delivery:')
    .addOption(
      repeatable(
        '--compose-file <file>',
        'read these Compose files as one project, as docker compose -f does; given again for each file',
      ),
    )
    .addOption(
      repeatable(
        '--values <file>',
        'render charts with these values, as helm does; may be given again, the later one wins',
      ),
    )
    .addOption(
      repeatable('--set <key=value>', 'render charts with this value, as helm does; may be given again'),
    );

/** Options of every command that opens images. */
export interface ImageOptions {
  readonly platform?: string;
  readonly insecureRegistry?: readonly string[];
  readonly registryCa?: string;
  readonly registryCert?: string;
  readonly registryKey?: string;
}

/** Adds what says which images are opened, and how. */
export const withImageOptions = (command: Command): Command =>
  command
    .optionsGroup('Images:')
    .option(
      '--platform <os/arch>',
      'of an image for several the one for this platform, such as linux/arm64; or all',
    )
    .addOption(
      repeatable(
        '--insecure-registry <host>',
        'speak to this registry without verifying who it is, and over HTTP; may be given again',
      ),
    )
    .option('--registry-ca <file>', 'trust these certificates of registries as well, in PEM')
    .option('--registry-cert <file>', 'show registries this certificate, in PEM')
    .option('--registry-key <file>', 'with its key, in PEM');

/**
 * How images are opened, by the options of a command.
 * @throws PlimsollError `usage` where a certificate has no key, or a key no certificate
 */
export function imageRequest(options: ImageOptions, { stderr, onLong }: World): ImageAccess {
  const { platform, insecureRegistry, registryCa: ca, registryCert: cert, registryKey: key } = options;
  if ((cert === undefined) !== (key === undefined))
    throw new PlimsollError('usage', '--registry-cert and --registry-key belong together: give both');
  return {
    ...(platform === undefined ? {} : { platform }),
    ...(insecureRegistry === undefined ? {} : { insecure: insecureRegistry }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { clientCertificate: { cert, key } }),
    ...(onLong ? { onLong } : {}),
    tell: (message) => stderr.write(`plimsoll: ${visible(message)}\n`),
  };
}

/** Adds what says which rules run. */
export const withRuleOptions = (command: Command): Command =>
  command
    .optionsGroup('The rules:')
    .addOption(
      new Option('--rules <set>', 'the set that runs: recommended (default) or strict').choices([
        'recommended',
        'strict',
      ]),
    )
    .addOption(
      repeatableNames('--rule <id>', "run this rule only, by its name or a peer's id; may be given again"),
    )
    .addOption(repeatableNames('--skip <id>', 'leave this rule out; may be given again'));

/** Adds `--profile`, which is a choice of rules in the place of theirs. */
export const withProfileOption = (command: Command, does: string): Command =>
  command.addOption(new Option('--profile <name>', does).conflicts(['rule', 'rules']));

/** Adds `--no-shellcheck`. */
export const withShellcheckOption = (command: Command): Command =>
  command.option('--no-shellcheck', 'do not pass scripts to ShellCheck');

/** Adds where the configuration is. */
export const withConfigOptions = (command: Command): Command =>
  command
    .optionsGroup('The configuration:')
    .option('--config <file>', 'use this file instead of the plimsoll.yaml that is found')
    .option('--no-config', "use no configuration, neither ours nor the peers'");

/** Adds whether findings that are recorded count. */
export const withBaselineOptions = (command: Command): Command =>
  command
    .option('--baseline <file>', 'what is recorded in this file does not count')
    .option('--no-baseline', 'what is recorded counts as well');

/** Adds where the line lies. */
export const withLineOptions = (command: Command): Command =>
  command
    .optionsGroup('The line:')
    .addOption(
      new Option(
        '--fail-on <severity>',
        'fail from here on: critical, high (default), medium, low, info or none',
      ).choices([...severities, 'none']),
    )
    .option('--fail-on-gaps', 'fail when anything could not be examined')
    .addOption(
      new Option(
        '--level <level>',
        'fail where a pod does not meet this level of the Pod Security Standards',
      ).choices([...podSecurityLevels]),
    );

/** Adds `--color`. */
export const withColorOption = (command: Command): Command =>
  command.addOption(
    new Option('--color <when>', 'auto, always or never').choices(['auto', 'always', 'never']),
  );

/** Makes the request of paths and options. Reads standard input when `-` is among the paths. */
export async function projectRequest(
  paths: readonly string[],
  options: ProjectOptions,
  world: World,
): Promise<CheckRequest> {
  const usesStdin = paths.includes('-');
  if (!usesStdin && options.filename !== undefined) {
    throw new PlimsollError('usage', '--filename names standard input: give - as the path as well');
  }
  if (usesStdin && world.stdinIsTTY) world.stderr.write('plimsoll: reading a Dockerfile from the terminal\n');
  return {
    cwd: world.cwd,
    paths: paths.length > 0 ? paths : ['.'],
    ...(usesStdin ? { stdin: await world.stdin() } : {}),
    ...(options.filename === undefined ? {} : { filename: options.filename }),
    ...(options.config === undefined || options.config === true ? {} : { config: options.config }),
    flags: policyFlags(options, world.env),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    images: imageRequest(options, world),
    shellcheck: options.shellcheck !== false,
    now: world.now,
    env: world.env,
    ...(world.onLong ? { onLong: world.onLong } : {}),
  };
}

function policyFlags(options: ProjectOptions, env: World['env']): PolicyFlags {
  const { rules, rule, skip, failOn, failOnGaps, level, target, context, baseline } = options;
  return {
    ...(rules === undefined ? {} : { set: rules }),
    ...(rule === undefined ? {} : { only: rule }),
    ...(skip === undefined ? {} : { skip }),
    ...(failOn === undefined ? {} : { failOn }),
    ...(failOnGaps === undefined ? {} : { failOnGaps }),
    ...(level === undefined ? {} : { level }),
    ...(target === undefined ? {} : { targets: target }),
    ...(options.buildArg === undefined ? {} : { buildArgs: buildArgs(options.buildArg, env) }),
    ...(context === undefined ? {} : { context }),
    ...(options.composeFile === undefined ? {} : { composeFiles: options.composeFile }),
    ...(options.values === undefined ? {} : { values: options.values }),
    ...(options.set === undefined ? {} : { helmSet: options.set }),
    ...(baseline === undefined || baseline === true ? {} : { baseline }),
  };
}

/** `NAME=value`, or `NAME` for the value of that variable; one that is not set is left out, as builders do. */
function buildArgs(given: readonly string[], env: World['env']): Record<string, string> {
  const args: Record<string, string> = Object.create(null);
  for (const text of given) {
    const split = text.indexOf('=');
    const name = split === -1 ? text : text.slice(0, split);
    if (name === '') throw new PlimsollError('usage', `--build-arg ${text}: a name is missing before =`);
    const value = split === -1 ? env[name] : text.slice(split + 1);
    if (value !== undefined) args[name] = value;
  }
  return args;
}
