import { PlimsollError } from '../core/errors.ts';
import type { Bom } from './bom.ts';
import { cyclonedx } from './cyclonedx.ts';
import { cyclonedxXml } from './cyclonedx-xml.ts';
import { spdxDocument, spdxTagValue } from './spdx.ts';
import { spdx3 } from './spdx3.ts';

export type { Bom } from './bom.ts';
export { componentsOf } from './bom.ts';

/** Every format, with how a bill is written in it; the same bill gives the same bytes. */
const writers: Readonly<Record<string, (bom: Bom) => string>> = {
  'cyclonedx-json': (bom) => json(cyclonedx(bom, '1.6')),
  'cyclonedx-json@1.7': (bom) => json(cyclonedx(bom, '1.7')),
  'cyclonedx-xml': (bom) => cyclonedxXml(cyclonedx(bom, '1.6')),
  'cyclonedx-xml@1.7': (bom) => cyclonedxXml(cyclonedx(bom, '1.7')),
  'spdx-json': (bom) => json(spdxDocument(bom)),
  'spdx-tag-value': (bom) => spdxTagValue(spdxDocument(bom)),
  'spdx3-json': (bom) => json(spdx3(bom)),
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const bomFormats: readonly string[] = Object.keys(writers);

/**
 * Writes a bill.
 * @throws PlimsollError `usage` where there is no such format
 */
export function writeBom(bom: Bom, format: string): string {
  const name = format.replace(/@1\.6$|@2\.3$|@3\.0\.1$/, '');
  const write = Object.hasOwn(writers, name) ? writers[name] : undefined;
  if (write) return write(bom);
  throw new PlimsollError('usage', `there is no bill format “${format}”; there are ${bomFormats.join(', ')}`);
}
