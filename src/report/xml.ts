/** Text and attribute values of XML 1.0. */
export const escapeXml = (text: string): string =>
  text.replace(notXml, '').replace(/[&<>"'\t\n\r]/g, (char) => entities[char] ?? char);

/** An element with its attributes, those that are undefined left out, and its children, each on a line of its own. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly string[] = [],
): string => {
  const open = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');
  if (children.length === 0) return `<${name}${open}/>`;
  return `<${name}${open}>\n${children.map((child) => `  ${child.replaceAll('\n', '\n  ')}\n`).join('')}</${name}>`;
};

/** An element that holds text. */
export const textElement = (
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string => element(name, attributes).replace(/\/>$/, `>${escapeXml(text)}</${name}>`);

/** A whole document. */
export const document = (root: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;

/** What XML 1.0, clause 2.2, does not allow as a character. */
const notXml = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** White space is written as references so that neither attribute normalisation nor indenting changes it. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
