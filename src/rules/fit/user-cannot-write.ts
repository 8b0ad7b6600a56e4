import { type UserFact, valueOf } from '../../core/facts.ts';
import { ownershipOf } from '../../dockerfile/ownership/ownership.ts';
import { isRoot } from '../../dockerfile/ownership/rights.ts';
import { type Fit, fitRule } from '../rule.ts';
import { isUnrendered, mayWriteImage, mountOver } from '../support/fit/access.ts';
import { mountAt } from '../support/fit/mounting.ts';
import { isWithin } from '../support/fit/needs.ts';
import { personOf } from '../support/fit/person.ts';
import { imageName, imageSite } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { type FitWrite, writesOf } from '../support/fit/writes.ts';
import { nameOf } from '../support/workload/refusals.ts';
import { givenFolders } from '../support/writes/given.ts';
import { ownerOf } from '../support/writes/say.ts';
import { declaredVolumes } from '../support/writes/volumes.ts';

/** The image gives its folders to its own user, and the manifest runs it as another. */
export const userCannotWrite = fitRule({
  name: 'user-cannot-write',
  title: 'Run as a user that may write where the program writes',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'run it as the user that the image is made for, or mount an emptyDir or tmpfs there',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    // What a read-only root lets nobody write is told by read-only-writes.
    if (!container.user || container.readOnlyRoot.value || container.role === 'ephemeral') return;
    const own = valueOf(facts.user);
    const user = personOf(fit);
    if (!user || isRoot(user) || (own && isSame(own, user))) return;
    if (facts.entrypoint.known === 'unknown' && !container.entrypoint) {
      yield unanswered(fit, 'where the program of % writes', facts.entrypoint);
      return;
    }
    const refused = [...refusals(fit, user, own)];
    const [first] = refused;
    if (!first) return;
    if (isUnrendered(fit)) {
      yield unanswered(fit, 'what is mounted into %', 'its chart is not rendered');
      return;
    }
    const places = refused.map(({ write }) => `${write.folder} (${write.what})`).join(', ');
    const side = imageSite(fit, facts.user);
    yield {
      at: container.user.at,
      also: [
        ...(first.at && fit.recipe ? [{ source: fit.recipe.source, span: first.at, fact: first.fact }] : []),
        ...(side ? [side] : []),
      ],
      message: `${nameOf(container)} runs as ${user.text}, and ${imageName(fit)} writes to ${places}, which ${refused.length > 1 ? 'belong' : 'belongs'} to ${first.owner}`,
      ...(refused.every(({ write }) => write.isMinor) ? { severity: 'medium' } : {}),
      ...mountAt(
        fit,
        refused.map(({ write }) => write),
        user,
      ),
    };
  },
});

/** Whether two are the same to the kernel. */
const isSame = (a: UserFact, b: UserFact): boolean =>
  a.uid !== undefined && b.uid !== undefined
    ? a.uid === b.uid && (a.gid === b.gid || a.gid === undefined || b.gid === undefined)
    : a.text === b.text;

function* refusals(fit: Fit, user: UserFact, own: UserFact | undefined) {
  const told: string[] = [];
  for (const write of [...writesOf(fit), ...meant(fit, own)]) {
    if (mountOver(fit.container, write.path) || told.some((folder) => isWithin(write.path, folder))) continue;
    const { may, by } = mayWriteImage(fit, write.path, user);
    if (may !== 'no' || !by) continue;
    // Whom the image itself does not let write, is told of where it is built.
    if (fit.recipe && own && mayWriteImage(fit, write.path, own).may === 'no') continue;
    told.push(write.folder);
    const { from } = by.rights;
    yield {
      write,
      owner: ownerOf(by),
      at: from?.at,
      fact: { known: 'predicted' as const, from: from?.note ?? 'the base image' },
    };
  }
}

/** What the build makes for its own user to write: volumes, and empty folders that a RUN gives away. */
function* meant({ recipe, facts }: Fit, own: UserFact | undefined): Generator<FitWrite> {
  if (!recipe || !own || isRoot(own)) return;
  const { build, stage } = recipe;
  const files = valueOf(facts.files);
  if (!files) return;
  const ownership = ownershipOf(build);
  const isFor = (path: string): boolean =>
    ownership.mayWrite({ stage }, path, own).may === 'yes' &&
    !files.some((file) => isWithin(file.path, path));
  for (const { path } of declaredVolumes(build, stage))
    if (isFor(path)) yield { path, folder: path, what: 'its VOLUME', isKept: true };
  for (const path of givenFolders(build, stage))
    if (isFor(path)) yield { path, folder: path, what: `made for ${own.text}` };
}
