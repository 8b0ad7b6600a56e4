import type { Field } from '../../../core/site.ts';
import { knownImage } from '../../../workflow/commands/images.ts';
import type { ImageBuild, Workflow } from '../../../workflow/types.ts';
import { pinOf, repositoryOf, tagOf } from '../../../workflow/uses.ts';
import { imageJobs, publishingJobs, stepsOf } from './jobs.ts';

/** An image that a pipeline runs for its own work. */
export interface CiImage {
  readonly image: Field<string>;
  readonly isScanner: boolean;
}

/** The images that the jobs run which publish, and scanners: containers, services, `docker://`, tools by `docker run`. */
export function* ciImages(workflow: Workflow): Generator<CiImage> {
  const built = new Set(
    workflow.jobs.flatMap(({ acts }) => acts.flatMap((act) => (act.does === 'build' ? namesOf(act) : []))),
  );
  const use = (image: Field<string>): CiImage => ({ image, isScanner: isScannerImage(image.value) });
  const publishing = new Set(publishingJobs(workflow));
  for (const job of imageJobs(workflow))
    if (!publishing.has(job)) yield* scannersIn(job.container?.image, use);
  for (const job of publishing) {
    if (job.container && isOthers(job.container.image, built)) yield use(job.container.image);
    for (const { image } of job.services) if (isOthers(image, built)) yield use(image);
    for (const { uses } of stepsOf(job))
      if (uses?.kind === 'image') yield use({ value: uses.name, at: uses.at });
    for (const act of job.acts) {
      // Only tools that are known to be tools: what else is run may be what was built.
      if (act.does === 'run')
        for (const image of act.images) if (knownImage(image.value) !== undefined) yield use(image);
    }
  }
}

/** A job that only scans: what it runs there counts too. */
function* scannersIn(
  image: Field<string> | undefined,
  use: (image: Field<string>) => CiImage,
): Generator<CiImage> {
  if (image && isScannerImage(image.value)) yield use(image);
}

/** Not what this workflow builds itself, and no variable that may be anything. */
const isOthers = ({ value }: Field<string>, built: ReadonlySet<string>): boolean =>
  value !== '' && !/^\$|\$\{\{/.test(value) && !built.has(repositoryOf(value));

const namesOf = ({ tags }: ImageBuild): string[] => tags.map(({ value }) => repositoryOf(value));

export const isScannerImage = (image: string): boolean =>
  /trivy|grype|snyk|hadolint|dockle|clair|syft|kics|checkov/.test(image);

/** It has no tag, or one that moves by its nature. */
export const isFloating = (image: Field<string>): boolean => {
  const pin = pinOf(image.value);
  return pin === 'none' || (pin === 'tag' && moving.test(tagOf(image) ?? ''));
};

const moving = /^(?:latest|stable|edge|main|master|nightly|dev|git|dind|rolling)$/;
