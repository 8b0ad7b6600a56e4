import type { Site } from '../../core/site.ts';

/**
 * A place of what a rendered text was made from. `literal`: it is written there as it stands; `value`: that is the key
 * of a values file whose value it is; `near`: the nearest that is known, the line of a template that made it, say.
 */
export interface Origin extends Site {
  readonly how: 'literal' | 'value' | 'near';
}
