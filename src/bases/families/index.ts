import type { Family } from '../family.ts';
import { accelerators } from './accelerators.ts';
import { applications } from './applications.ts';
import { brokers } from './brokers.ts';
import { compiled } from './compiled.ts';
import { databases } from './databases.ts';
import { development } from './development.ts';
import { distributions } from './distributions.ts';
import { distroless } from './distroless.ts';
import { dotnet } from './dotnet.ts';
import { hardened } from './hardened.ts';
import { java } from './java.ts';
import { observability } from './observability.ts';
import { platforms } from './platforms.ts';
import { python } from './python.ts';
import { scripting } from './scripting.ts';
import { servers } from './servers.ts';
import { tools } from './tools.ts';

/** Every family that is known. */
export const families = (): readonly Family[] => [
  ...distributions,
  ...python,
  ...scripting,
  ...compiled,
  ...java,
  ...dotnet,
  ...distroless,
  ...hardened,
  ...servers,
  ...applications,
  ...databases,
  ...brokers,
  ...observability,
  ...platforms,
  ...tools,
  ...development,
  ...accelerators,
];
