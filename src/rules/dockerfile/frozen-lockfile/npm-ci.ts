import type { Build, PackageAction } from '../../../dockerfile/build-types.ts';
import { isCopied } from '../../support/copied.ts';
import { replace } from '../../support/edits.ts';
import { part } from '../../support/parts.ts';

/** `npm install` may change what the lockfile says; `npm ci` does what it says, or fails. */
export const npmCi = part({
  severity: 'medium',
  aliases: [],
  help: 'use `npm ci`',

  *check(build) {
    for (const action of build.packages('npm')) {
      const { verb, command } = action;
      if (!verb || !isInstall(action) || !hasLockfile(build, action)) continue;
      yield {
        at: { start: command.words[0]!.span.start, end: verb.span.end },
        message: 'npm install may install other versions than the lockfile says',
        fix: { title: 'use npm ci', safe: false, edits: [replace(verb.span, 'ci')] },
      };
    }
  },
});

/** Of the project’s own dependencies, with the lockfile in force. */
const isInstall = (action: PackageAction): boolean =>
  /^(?:install|i|in|add|isntall)$/.test(action.verb!.value) &&
  action.operands.length === 0 &&
  !action.has('-g', '--global', '--no-package-lock', '--package-lock-only', '--dry-run') &&
  !action.options.some(({ value }) => /^--(?:package-lock=false|location=global|global=true)$/.test(value)) &&
  !action.options.some(({ variables }) => variables.length > 0);

const hasLockfile = (build: Build, { command }: PackageAction): boolean =>
  isCopied(build, 'package-lock.json', command.instruction) ||
  isCopied(build, 'npm-shrinkwrap.json', command.instruction);
