import { hasProgram } from '../../bases/program.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { isShell, isSystemPackageManager } from '../../dockerfile/tools.ts';
import { dockerfileRule } from '../rule.ts';
import { type CopyUse, copiesOf } from '../support/copies.ts';
import { productionStages } from '../support/purpose.ts';

/** A base was chosen because it has no shell; then one was copied in. */
export const shellIntoDistroless = dockerfileRule({
  name: 'shell-into-distroless',
  title: 'Copy no shell into an image that has none',
  severity: 'medium',
  set: 'recommended',
  aliases: ['CIS-DI-0003', 'CIS-4.3'],
  help: 'leave it out: debug with an ephemeral container, and check health with a program that needs no shell',
  fixable: false,

  *check(build) {
    const stages = productionStages(build);
    for (const copy of copiesOf(build)) {
      if (!stages.has(copy.stage) || !lacksShell(copy.stage)) continue;
      const found = copy.sources.find((source) => bringsShell(build, copy, source.text));
      if (!found) continue;
      const { image = 'this base' } = copy.stage;
      yield {
        at: found.word.span,
        severity: image === 'scratch' ? 'low' : 'medium',
        message: `${image} has no shell and no package manager; ${found.text} brings one back`,
      };
    }
  },
});

const lacksShell = ({ image, base }: Stage): boolean =>
  image === 'scratch' || (base?.kind !== 'tool' && base?.shells?.length === 0);

function bringsShell(build: Build, { from, destination, stage }: CopyUse, text: string): boolean {
  const path = text.replace(/(?<=.)\/+$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isProgram(name)) return from ? from.kind !== 'self' : /(?:^|\/)s?bin(?:\/|$)/.test(destination ?? '');
  // A system that is put together on scratch may have what it likes.
  if (stage.image === 'scratch' || !systemFolders.has(path)) return false;
  if (from?.kind === 'stage') return build.facts(from.stage).has('sh') === 'present';
  return from?.kind === 'image' && from.base !== undefined && hasProgram(from.base, 'sh') === 'present';
}

const isProgram = (name: string): boolean =>
  name === 'busybox' || name === 'toybox' || isShell(name) || isSystemPackageManager(name);

const systemFolders: ReadonlySet<string> = new Set([
  '/bin',
  '/usr/bin',
  '/usr',
  '/busybox',
  '/sbin',
  '/usr/sbin',
]);
