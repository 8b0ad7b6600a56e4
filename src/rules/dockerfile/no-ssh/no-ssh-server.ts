import type { Build, Stage } from '../../../dockerfile/build-types.ts';
import { installedIn } from '../../support/installed.ts';
import { part } from '../../support/parts.ts';
import { productionStages } from '../../support/purpose.ts';

/** An SSH server is a second way in, with accounts, keys and updates of its own. */
export const noSshServer = part({
  severity: 'medium',
  aliases: ['CIS-DI-0003', 'CIS-4.3', 'CIS-5.7'],
  help: 'leave it out, and look into the container with docker exec or kubectl exec',

  *check(build) {
    for (const packages of installedIn(build, productionStages(build))) {
      const server = packages.find(
        ({ name, action }) =>
          servers.has(name) || (name === 'openssh' && runsServer(build, action.command.stage)),
      );
      if (!server) continue;
      yield {
        at: server.word.span,
        message: `${server.name} is a second way into the container, past the orchestrator and its log`,
      };
    }
  },
});

const servers: ReadonlySet<string> = new Set([
  'openssh-server',
  'dropbear',
  'dropbear-run',
  'tinysshd',
  'sshd',
]);

/** Alpine's `openssh` is client and server: what is run tells which is meant. */
const runsServer = (build: Build, stage: Stage): boolean =>
  build
    .all('RUN', 'CMD', 'ENTRYPOINT')
    .some(
      (instruction) =>
        build.stageOf(instruction) === stage &&
        build
          .commandsOf(instruction)
          .some(
            ({ name, words }) =>
              name === 'sshd' || (name === 'ssh-keygen' && words.some(({ value }) => value === '-A')),
          ),
    );
