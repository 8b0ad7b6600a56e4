import type { Family } from '../family.ts';
import { compiled } from './compiled.ts';
import { distributions } from './distributions.ts';
import { dotnet } from './dotnet.ts';
import { java } from './java.ts';
import { scripting } from './scripting.ts';

/** Every family that is known. */
export const families = (): readonly Family[] => [
  ...distributions,
  ...scripting,
  ...compiled,
  ...java,
  ...dotnet,
];
