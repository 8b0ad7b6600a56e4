import type { Family } from '../family.ts';
import { accelerators } from './accelerators.ts';
import { compiled } from './compiled.ts';
import { databases } from './databases.ts';
import { development } from './development.ts';
import { distributions } from './distributions.ts';
import { dotnet } from './dotnet.ts';
import { hardened } from './hardened.ts';
import { java } from './java.ts';
import { observability } from './observability.ts';
import { scripting } from './scripting.ts';
import { servers } from './servers.ts';

/** Every family that is known. */
export const families = (): readonly Family[] => [
  ...distributions,
  ...scripting,
  ...compiled,
  ...java,
  ...dotnet,
  ...hardened,
  ...servers,
  ...databases,
  ...observability,
  ...development,
  ...accelerators,
];
