import type { Span } from '../../core/span.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { systemMounts } from '../support/system-mounts.ts';

/** Volumes and working directories do not belong on the places that the system itself uses. */
export const systemPaths = dockerfileRule({
  name: 'system-paths',
  title: 'Keep volumes and working directories out of system paths',
  severity: 'high',
  set: 'recommended',
  aliases: ['DS-0030', 'DKL-DI-0002'],
  help: 'use a path of the application’s own, such as /srv/app or /var/lib/app',
  fixable: false,

  *check(build) {
    for (const { at, path, kind } of placesOf(build)) {
      const clean = path.replace(/(?<=.)\/+$/, '');
      if (kind === 'VOLUME' && systemMounts.has(clean)) {
        yield {
          at,
          message: `a volume on ${clean} hides what the system needs there`,
          aliases: ['DKL-DI-0002'],
        };
      } else if (kind === 'WORKDIR' && /^\/(?:proc|dev|sys|boot)(?:\/|$)/.test(clean)) {
        yield { at, message: `${clean} belongs to the kernel, not to the image`, aliases: ['DS-0030'] };
      }
    }
  },
});

function* placesOf(build: Build): Generator<{ at: Span; path: string; kind: 'VOLUME' | 'WORKDIR' }> {
  for (const instruction of build.all('VOLUME', 'WORKDIR')) {
    const words =
      instruction.keyword === 'WORKDIR'
        ? [instruction.value]
        : instruction.keyword === 'VOLUME'
          ? instruction.words
          : [];
    for (const word of words) {
      if (!word) continue;
      const path = 'value' in word ? word.value : build.expand(word, instruction).value;
      if (path !== '') yield { at: word.span, path, kind: instruction.keyword as 'VOLUME' | 'WORKDIR' };
    }
  }
}
