import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { isDebugTool, isNetworkTool, packageOf } from '../../dockerfile/tools.ts';
import { dockerfileRule } from '../rule.ts';
import { type Installed, installedIn } from '../support/installed.ts';
import { productionStages } from '../support/purpose.ts';

/** Editors, network tools and debuggers help whoever is in the container: mostly not its owner. */
export const toolsInTarget = dockerfileRule({
  name: 'tools-in-target',
  title: 'Leave editors, network tools and debuggers out of targets',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-DI-0003', 'CIS-4.3'],
  help: 'leave it out; a debug container brings its own tools when they are needed',
  fixable: false,

  *check(build) {
    for (const packages of installedIn(build, productionStages(build))) {
      const sudo = packages.find(({ name }) => name === 'sudo' || name === 'doas');
      if (sudo) {
        yield {
          at: sudo.word.span,
          severity: 'medium',
          message: `${sudo.name} is a setuid program that lets a user become root again`,
          help: 'switch users with USER; where a start script must, gosu or setpriv drop root for good',
        };
      }
      const tools = packages.filter((each) => isTool(each) && !isNeeded(build, each));
      const [first] = tools;
      if (!first) continue;
      const names = tools.map(({ name }) => name).join(', ');
      yield {
        at: first.word.span,
        message: tools.length === 1 ? `${names} stays in the image` : `${names} stay in the image`,
      };
    }
  },
});

const isTool = ({ name, action }: Installed): boolean =>
  packageOf(name, action.manager)?.own.some((tool) => isNetworkTool(tool) || isDebugTool(tool)) ?? false;

/** Whether what the container runs calls one of the package's programs: curl of a health check. */
function isNeeded(build: Build, { name, action }: Installed): boolean {
  const own = packageOf(name, action.manager)?.own ?? [];
  return build
    .all('HEALTHCHECK', 'CMD', 'ENTRYPOINT')
    .some(
      (instruction) =>
        isBuiltOn(build.stageOf(instruction), action.command.stage) &&
        build.commandsOf(instruction).some((command) => own.includes(command.name)),
    );
}

function isBuiltOn(stage: Stage, base: Stage): boolean {
  for (let at: Stage | undefined = stage; at; at = at.parent) if (at === base) return true;
  return false;
}
