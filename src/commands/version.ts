import { readFileSync } from 'node:fs';

/** Put in by scripts/build.ts. */
declare const PLIMSOLL_VERSION: string | undefined;

/** The version of this program. */
export function version(): string {
  if (typeof PLIMSOLL_VERSION === 'string') return PLIMSOLL_VERSION;
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
