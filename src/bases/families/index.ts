import type { Family } from '../family.ts';
import { distributions } from './distributions.ts';

/** Every family that is known. */
export const families = (): readonly Family[] => [...distributions];
