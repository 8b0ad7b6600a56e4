import { PlimsollError } from '../../core/errors.ts';
import { Source } from '../../core/source.ts';
import { contentRules } from '../../rules/content.ts';
import type { JudgedFile } from '../file.ts';
import type { Project } from '../project.ts';
import { judgeImage } from './judge.ts';
import { inspectAsked } from './named.ts';
import { readSurfaces, type SurfaceRecord, shownPath, surfacePath } from './recorded.ts';
import type { ImageRequest } from './subjects.ts';

/**
 * Opens, reads and judges the images of a project, one after the other.
 * @throws PlimsollError where an image that was named cannot be opened, and it is the only thing that was named
 */
export async function judgeImages(project: Project): Promise<readonly JudgedFile[]> {
  const judged: JudgedFile[] = [];
  const surfaces = recordedFor(project);
  for (const asked of project.images) {
    try {
      judged.push(...(await judgeAsked(asked, project, surfaces)));
    } catch (error) {
      if (!(error instanceof PlimsollError) || isAlone(project)) throw error;
      judged.push(unopened(asked, error.message));
    }
  }
  return judged;
}

/** A bill names packages: what rules ask of files, layers and configuration is not in it, and told. */
async function judgeBill({ name }: ImageRequest, path: string, cwd: string): Promise<JudgedFile> {
  const { openBill } = await import('./read-bill.ts');
  const { format, subject, packages, gaps } = openBill(path, cwd);
  const judged = unopened({ name }, '');
  return {
    ...judged,
    gaps: [
      ...gaps.map((reason) => ({ path: name, reason })),
      {
        path: name,
        reason: `a bill of materials (${format}) of ${subject.name} names ${packages.length} packages; files, layers, secrets and configuration are not in it, and were not judged`,
      },
    ],
  };
}

const isAlone = ({ images, files, manifests }: Project): boolean =>
  images.length === 1 && files.length + manifests.length === 0;

/** An image that could not be had, beside what could be judged: it is not seen, and told so. */
const unopened = ({ name }: Pick<ImageRequest, 'name'>, reason: string): JudgedFile => ({
  source: new Source(name, ''),
  identity: name,
  stages: [],
  findings: [],
  gaps: [{ path: name, reason }],
  comments: [],
  directives: [],
  scripts: [],
});

/** What was recorded of images, where it counts: it is a part of the baseline. */
function recordedFor({ request, policy }: Project): SurfaceRecord | undefined {
  if (request.flags.baseline === false) return undefined;
  const path = surfacePath(policy.baseline);
  return readSurfaces(path, shownPath(path, request.cwd));
}

async function judgeAsked(
  asked: ImageRequest,
  { request, policy, rules }: Project,
  surfaces: SurfaceRecord | undefined,
): Promise<JudgedFile[]> {
  const { cwd, env, images = {} } = request;
  if (asked.source.kind === 'bill') return [await judgeBill(asked, asked.source.path, cwd)];
  const all = { imageRules: rules.imageRules, contentRules };
  const sums = policy.settingsFor(asked.name).rule('duplicate-files').enabled;
  const inspected = await inspectAsked(asked, { cwd, env, ...images, sums });
  return inspected.map((one) => {
    const { name } = one.image;
    const recorded = surfaces?.of(name);
    request.onImage?.(name, one.tree);
    return judgeImage(recorded ? { ...one, recorded } : one, all, policy.settingsFor(name));
  });
}
