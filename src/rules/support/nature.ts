import type { Build, Command, Stage } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';
import type { CopyUse } from './copies.ts';
import { rootOf } from './images.ts';
import type { PackageLanguage } from './native-parts.ts';
import type { Toolchain, Toolchains } from './toolchains.ts';

/** What a path that is copied out of a stage or image holds, as far as the C library goes. */
export type Nature =
  /** Programs or libraries of the system's packages. */
  | { readonly kind: 'system' }
  /** A language's interpreter or virtual machine; `portable` when it was built for old C libraries. */
  | { readonly kind: 'runtime'; readonly portable: boolean }
  /** What the stage compiled. */
  | { readonly kind: 'built'; readonly toolchain: Toolchain }
  /** Packages of a language, which may have native parts. */
  | { readonly kind: 'packages'; readonly language: PackageLanguage };

/** Undefined for what is none of this, or cannot be told. */
export function natureOf(
  build: Build,
  toolchains: Toolchains,
  copy: CopyUse,
  text: string,
): Nature | undefined {
  const path = `/${text}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
  if (copy.from?.kind !== 'stage' && copy.from?.kind !== 'image') return undefined;
  if (plain.test(path) || isStaticProgram.test(path)) return undefined;
  const packages = packagesAt(path);
  if (packages) return { kind: 'packages', language: packages };
  const stage = copy.from.kind === 'stage' ? copy.from.stage : undefined;
  const base = stage ? rootOf(stage).base : copy.from.kind === 'image' ? copy.from.base : undefined;
  const runtime = base?.kind === 'language' && base.runtime ? runtimeAt(base.runtime.name, path) : undefined;
  if (runtime) return runtime;
  if (!stage) return undefined;
  const commands = toolchains.commandsOf(stage);
  // A hostile file may have any number; reading them for each path would take too long.
  if (commands.length > 2000) return undefined;
  if (isVirtualEnvironment(commands, path)) return { kind: 'packages', language: 'python' };
  if (jlinked(commands, path)) return { kind: 'runtime', portable: true };
  if (ofSystem.test(path) && !commands.some((command) => mentions(command, path)))
    return base?.kind === 'service' || base?.kind === 'tool' ? undefined : { kind: 'system' };
  const toolchain = toolchains.of(stage);
  return toolchain && isOutput(build, toolchain, copy, path) ? { kind: 'built', toolchain } : undefined;
}

function packagesAt(path: string): PackageLanguage | undefined {
  if (/\/node_modules(?:\/|$)/.test(path)) return 'node';
  if (/\/(?:site|dist)-packages(?:\/|$)/.test(path)) return 'python';
  return path === '/usr/local/bundle' ? 'ruby' : undefined;
}

/** Files that no C library has to do with. */
const plain =
  /\.(?:jar|war|ear|class|py|pyc|js|mjs|cjs|ts|tsx|html?|css|json|ya?ml|toml|conf|cnf|cfg|ini|env|sh|bash|txt|md|pem|crt|cer|svg|png|jpe?g|ico|gif|woff2?|ttf|wasm|dll|php|rb|pl|pm|lua|xml|xsl|properties|map|gz|tgz|zip|tar|xz|zst|whl|phar|sql|proto|tmpl|template|rules|service|mo|po|dat|db|lock|deb|rpm|apk)$/i;

/**
 * Where systems put the programs and libraries of their packages. The images of products have their own programs there
 * as well, and most of these are linked statically.
 */
const ofSystem = /^\/(?:usr\/)?(?:s?bin|lib(?:64)?\/[\w]+-linux-(?:gnu|musl))\/[^/*?[\]]+$/;

/** Programs that packages bring linked statically, as a rule. */
const isStaticProgram = /static|\/(?:gosu|docker|kubectl|helm|rclone|restic|catatonit|uv|uvx)$/;

function runtimeAt(runtime: string, path: string): Nature | undefined {
  const found = Object.hasOwn(homes, runtime) ? homes[runtime] : undefined;
  return found?.test(path)
    ? { kind: 'runtime', portable: runtime === 'node' || runtime === 'java' }
    : undefined;
}

const homes: Readonly<Record<string, RegExp>> = {
  node: /^\/usr\/local(?:\/bin(?:\/node)?)?$/,
  python: /^\/usr\/local(?:\/bin(?:\/python[\d.]*)?|\/lib(?:\/python[\d.]+)?|\/lib\/libpython[\w.]*)?$/,
  ruby: /^\/usr\/local(?:\/bin(?:\/ruby)?|\/lib(?:\/ruby)?)?$/,
  php: /^\/usr\/local(?:\/bin(?:\/php)?|\/lib(?:\/php(?:\/extensions(?:\/.*)?)?)?)?$/,
  java: /^\/opt\/java(?:\/openjdk)?$/,
};

const isVirtualEnvironment = (commands: readonly Command[], path: string): boolean =>
  commands.some(
    ({ name, words }) =>
      (name === 'virtualenv' ||
        (/^(?:python[\d.]*|uv)$/.test(name) && words.some(({ value }) => value === 'venv'))) &&
      words.some(({ value }) => value.replace(/(?<=.)\/$/, '') === path),
  );

const jlinked = (commands: readonly Command[], path: string): boolean =>
  commands.some(({ name, words }) => name === 'jlink' && words.some(({ value }) => value.endsWith(path)));

/** A command of the stage put something there. */
const mentions = ({ words, redirects }: Command, path: string): boolean =>
  words.some(({ value }) => isAtOrAbove(value, path)) ||
  redirects.some(({ target }) => target?.value === path);

const isAtOrAbove = (value: string, path: string): boolean =>
  value.endsWith(path) ||
  (value.startsWith('/') && value.length > 1 && path.startsWith(`${value.replace(/\/$/, '')}/`));

/** Whether a path is what the toolchain wrote, by the folder, by `-o`, or by where the program is started from. */
function isOutput(build: Build, { commands }: Toolchain, copy: CopyUse, path: string): boolean {
  if (/(?:^|\/)(?:s?bin|release|debug)(?:\/[^/]*)?$|\.so(?:\.\d+)*$/.test(path)) return true;
  if (/^\/(?:usr\/local|opt\/[^/]+)$/.test(path)) return true;
  if (commands.some((command) => writes(build, command, path))) return true;
  const to = programAt(copy, path);
  return to !== undefined && (/\/s?bin\/[^/]+$/.test(to) || starts(build, copy.stage, to));
}

function writes(build: Build, command: Command, path: string): boolean {
  const folder = build.workdirAt(command.instruction);
  const { words } = command;
  return words.some(({ value }, at) => {
    const output =
      value === '-o' || value === '--output' || value === '--root'
        ? words[at + 1]?.value
        : /^-(?:o|-output=|-root=)(.+)$/.exec(value)?.[1];
    const full = output === undefined ? undefined : resolveDirectory(folder, output);
    return full !== undefined && (full === path || full.startsWith(`${path}/`));
  });
}

/** Where a single file ends up. */
function programAt({ destination }: CopyUse, path: string): string | undefined {
  return destination?.endsWith('/') ? destination + path.slice(path.lastIndexOf('/') + 1) : destination;
}

/** Whether the image starts the program at that path. */
function starts(build: Build, stage: Stage, path: string): boolean {
  const facts = build.facts(stage);
  return [facts.entrypoint, facts.command].some(
    (fact) => fact.known !== 'unknown' && fact.value?.form === 'exec' && fact.value.args[0] === path,
  );
}
