import assert from 'node:assert/strict';

/** An element as read back, its text with references resolved. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** Reads what our writers write of XML 1.0 and fails on anything that is not well-formed. */
export const readXml = (xml: string): Element => {
  assert.doesNotMatch(
    xml,
    /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u,
    'a character that XML forbids',
  );
  const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
  assert.ok(xml.startsWith(prolog));
  const root = { name: '', attributes: {}, children: [] as Element[], text: '' };
  const open = [root];
  const token = /<\/([\w-]+)>|<([\w-]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  token.lastIndex = prolog.length;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    assert.ok(match, `not well-formed at ${JSON.stringify(xml.slice(at, at + 60))}`);
    const [, closing, name, attributes = '', empty, text] = match;
    const parent = open.at(-1)!;
    if (text !== undefined) parent.text += resolve(text);
    else if (closing) assert.equal(open.pop()?.name, closing);
    else {
      const element = { name: name!, attributes: attributesOf(attributes), children: [], text: '' };
      parent.children.push(element);
      if (!empty) open.push(element);
    }
  }
  assert.equal(open.length, 1, 'an element is not closed');
  assert.equal(root.children.length, 1, 'not exactly one root');
  assert.equal(root.text.trim(), '');
  return root.children[0]!;
};

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(
    ([, name, value]) => [name!, resolve(value!)] as const,
  );
  assert.equal(new Set(pairs.map(([name]) => name)).size, pairs.length, 'an attribute twice');
  return Object.fromEntries(pairs);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolve(text: string): string {
  return text.replace(/&(?:#(\d+);|(\w+);)?/g, (all, code?: string, name?: string) => {
    const char = code ? String.fromCodePoint(Number(code)) : name && named[name];
    assert.ok(char, `a bare or unknown reference: ${all}`);
    return char;
  });
}
