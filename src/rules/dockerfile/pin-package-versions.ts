import * as v from 'valibot';
import { listed } from '../../core/words.ts';
import type { Build, Command } from '../../dockerfile/build-types.ts';
import type { ShellWord } from '../../dockerfile/index.ts';
import { dockerfileRule } from '../rule.ts';
import { npmPinned, pinningOf } from '../support/pins.ts';
import { wildcards } from '../support/wildcards.ts';

/** Without versions the same Dockerfile makes another image every day. */
export const pinPackageVersions = dockerfileRule({
  name: 'pin-package-versions',
  title: 'Say which versions of packages to install',
  severity: 'low',
  set: 'strict',
  aliases: ['DL3008', 'DL3013', 'DL3016', 'DL3018', 'DL3028', 'DL3033', 'DL3037', 'DL3041', 'DL3062'],
  help: 'write the version, or install from a lockfile',
  fixable: false,
  options: v.object({
    /** Packages that need no version; `*` stands for any letters. */
    except: v.optional(v.array(v.string()), []),
  }),

  *check(build, { except }) {
    const isExcepted = wildcards(except);
    for (const { command, unpinned, aliases, example } of [...installs(build), ...runs(build)]) {
      const [first, ...rest] = unpinned.filter(({ value }) => !isExcepted(value));
      if (!first) continue;
      yield {
        at: first.span,
        also: rest.map(({ span }) => span),
        message: `${command.name} takes whatever version of ${list([first, ...rest])} there is on the day of the build`,
        help: `write the version: ${example}`,
        aliases,
      };
    }
  },
});

interface Unpinned {
  readonly command: Command;
  readonly unpinned: readonly ShellWord[];
  readonly aliases: readonly string[];
  readonly example: string;
}

function* installs(build: Build): Iterable<Unpinned> {
  for (const action of build.packages()) {
    const pinning = pinningOf(action.manager);
    if (!pinning) continue;
    const unpinned = pinning
      .packages(action, build)
      .filter((word) => isKnown(word) && !word.value.startsWith('-') && !pinning.pinned(word.value));
    if (unpinned.length > 0) yield { command: action.command, unpinned, ...pinning };
  }
}

/** Programs that are fetched to be run once: `npx -y`, `bunx`, `uvx`; PHP’s and .NET’s installers. */
function* runs(build: Build): Iterable<Unpinned> {
  const none = { aliases: [] };
  for (const command of build.commands('npx', 'bunx', 'pnpx', 'uvx')) {
    const words = command.words.slice(1);
    const tool = words.find(({ value }) => !value.startsWith('-'));
    // Without -y npx may mean a program of the project.
    if (
      !tool ||
      !isKnown(tool) ||
      (command.name === 'npx' && !words.some(({ value }) => /^(?:-y|--yes)$/.test(value)))
    )
      continue;
    const python = command.name === 'uvx';
    if (python ? /[@=]/.test(tool.value) : npmPinned(tool.value)) continue;
    yield { command, unpinned: [tool], ...none, example: python ? 'uvx ruff@0.14.0' : 'npx -y serve@14.2.5' };
  }
  for (const command of build.commands('pecl')) {
    if (command.words[1]?.value !== 'install') continue;
    const unpinned = command.words
      .slice(2)
      .filter((word) => isKnown(word) && !/^-|-\d|[./]/.test(word.value));
    if (unpinned.length > 0) yield { command, unpinned, ...none, example: 'pecl install redis-6.2.0' };
  }
}

/** Not a variable or substitution, in which a version may well stand. */
const isKnown = ({ variables, raw }: ShellWord): boolean => variables.length === 0 && !/\$\(|`/.test(raw);

const list = (words: readonly ShellWord[]): string =>
  listed(
    words.map(({ value }) => value),
    4,
  );
