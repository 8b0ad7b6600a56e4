import type { ImageFacts } from '../core/facts.ts';
import type { Build, Stage } from './build-types.ts';

export function factsOf(_build: Build, _stage: Stage): ImageFacts {
  throw new Error('not yet');
}
