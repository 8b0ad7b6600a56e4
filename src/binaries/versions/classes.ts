import type { SoftwareClass } from './class.ts';
import { DATABASES } from './databases.ts';
import { LANGUAGES } from './languages.ts';
import { LIBRARIES } from './libraries.ts';
import { SERVERS } from './servers.ts';
import { TOOLS } from './tools.ts';

/** All software that is known by its files. */
export const CLASSES: readonly SoftwareClass[] = [
  ...LANGUAGES,
  ...SERVERS,
  ...DATABASES,
  ...TOOLS,
  ...LIBRARIES,
];
