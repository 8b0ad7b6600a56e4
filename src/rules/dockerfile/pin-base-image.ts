import type { Fix } from '../../core/edit.ts';
import type { Problem } from '../../core/finding.ts';
import { dockerfileRule } from '../rule.ts';
import { insertAfter, replace } from '../support/edits.ts';
import { type ImageUse, imagesOf, shortName } from '../support/images.ts';
import { newestCycle } from '../support/releases.ts';

/** An image without a tag is whatever `latest` is on the day of the build. */
export const pinBaseImage = dockerfileRule({
  name: 'pin-base-image',
  title: 'Name the version of each image that the build uses',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3006', 'DL3007', 'DS-0001', 'DKL-DI-0006'],
  help: 'give a tag that names a version, and its digest where the build must be repeatable',
  fixable: true,

  *check(build) {
    for (const use of imagesOf(build)) {
      const { tag, digest } = use.reference;
      if (digest !== undefined || (tag !== undefined && tag !== 'latest')) continue;
      yield problemOf(use, tag);
    }
  },
});

function problemOf(use: ImageUse, tag: string | undefined): Problem {
  const name = shortName(use.reference);
  const fix = fixOf(use, name, tag);
  return {
    at: use.word.span,
    message: tag
      ? `${name}:latest is another image whenever its owner pushes`
      : `${name} has no tag, so it is :latest: another image whenever its owner pushes`,
    aliases: tag ? ['DL3007', 'DS-0001', 'DKL-DI-0006'] : ['DL3006', 'DS-0001'],
    // Some registries give the public no other tag: only a digest can say which image is meant.
    ...(untagged.test(use.reference.name)
      ? { severity: 'low', help: 'its tags name no versions: pin the digest (@sha256:…)' }
      : {}),
    ...(fix ? { fix } : {}),
  };
}

/** Repositories whose tags say no version, or of which only `latest` is free. */
const untagged = /^(?:gcr\.io\/distroless|cgr\.dev\/chainguard|docker\.io\/chainguard)\//;

/** The newest release that is known, for images of Docker's library whose tags are their product's versions. */
function fixOf({ reference, word, text }: ImageUse, name: string, tag: string | undefined): Fix | undefined {
  const product = Object.hasOwn(products, name) ? products[name] : undefined;
  const newest = product && newestCycle(product);
  if (!newest || word.text !== text || reference.registry !== undefined) return undefined;
  const span = tag ? { start: word.span.end - tag.length, end: word.span.end } : undefined;
  return {
    title: `write ${name}:${newest.cycle}`,
    safe: false,
    edits: [span ? replace(span, newest.cycle) : insertAfter(word.span, `:${newest.cycle}`)],
    changes: ['base', 'system', 'libc', 'tools', 'packageManagers', 'environment'],
  };
}

const products: Readonly<Record<string, string>> = {
  debian: 'debian',
  ubuntu: 'ubuntu',
  alpine: 'alpine',
  fedora: 'fedora',
  python: 'python',
  node: 'node',
  ruby: 'ruby',
  php: 'php',
  postgres: 'postgres',
  mysql: 'mysql',
  mariadb: 'mariadb',
  'eclipse-temurin': 'temurin',
};
