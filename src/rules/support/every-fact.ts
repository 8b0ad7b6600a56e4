import type { FactName } from '../../core/edit.ts';

/** All facts: what a repair may change that makes BuildKit read the file in another way. */
export const everyFact: readonly FactName[] = [
  'platform',
  'base',
  'system',
  'user',
  'entrypoint',
  'command',
  'ports',
  'volumes',
  'workdir',
  'environment',
  'labels',
  'health',
  'stopSignal',
  'shell',
  'libc',
  'tools',
  'packageManagers',
  'files',
];
