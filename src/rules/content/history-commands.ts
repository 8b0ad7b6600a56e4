import { Source } from '../../core/source.ts';
import { buildOf } from '../../dockerfile/build.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { parse } from '../../dockerfile/parse.ts';
import { instructionOf } from '../../image/history.ts';
import { copyNotAdd } from '../dockerfile/copy-not-add.ts';
import { noDistUpgrade } from '../dockerfile/no-dist-upgrade.ts';
import { noSudo } from '../dockerfile/no-sudo.ts';
import { pipeToShell } from '../dockerfile/pipe-to-shell.ts';
import { updateWithInstall } from '../dockerfile/update-with-install.ts';
import { contentRule, type DockerfileRule } from '../rule.ts';

/** How an image was made stands in its history, also where its Dockerfile is not at hand. */
export const historyCommands = contentRule({
  name: 'history-commands',
  title: 'Build the layers with commands that can be trusted',
  severity: 'high',
  set: 'recommended',
  aliases: [
    'CIS-DI-0007',
    'CIS-4.7',
    'CIS-DI-0009',
    'CIS-4.9',
    'CIS-DI-0011',
    'CIS-4.11',
    'DKL-DI-0001',
    'DKL-DI-0003',
  ],
  help: 'judge the Dockerfile that it was built from, which can be repaired: plimsoll check Dockerfile',
  fixable: false,

  *check({ image: { config } }) {
    for (const [index, { createdBy = '' }] of config.history.entries()) {
      const build = recipeOf(instructionOf(createdBy));
      if (!build) continue;
      for (const rule of RULES) {
        // One of a kind is enough: an instruction is one place.
        for (const { message, severity = rule.severity, aliases = rule.aliases } of rule.check(
          build,
          undefined,
        )) {
          yield {
            at: { config: ['history', index] },
            key: rule.name,
            message,
            severity,
            aliases: aliases.filter((alias) => /^(?:CIS|DKL)-/.test(alias)),
          };
          break;
        }
      }
    }
  },
});

const RULES: readonly DockerfileRule[] = [pipeToShell, updateWithInstall, noSudo, noDistUpgrade, copyNotAdd];

/** No instruction of a history is read that is longer. */
const MOST = 64 * 1024;

/**
 * An instruction of the history as a recipe of its own. What Docker's old builder writes for ADD and COPY names no source, and of
 * several lines it is not known which were a here-document: there is no recipe then.
 */
function recipeOf(instruction: string): Build | undefined {
  if (!/^(?:RUN|ADD)\s/.test(instruction) || instruction.includes('\n') || instruction.length > MOST)
    return undefined;
  if (/^ADD (?:file|dir|multi):/.test(instruction)) return undefined;
  return buildOf(parse(new Source('Dockerfile', `FROM scratch\n${instruction}\n`)));
}
