import type { FileReader } from '../image/reader.ts';
import type { Extractor } from './extractor.ts';
import { optional } from './json.ts';
import { purlOf } from './purl.ts';
import { textOf } from './text.ts';

interface Gem {
  readonly name: string;
  readonly version: string;
  readonly licences?: readonly string[];
  readonly homepage?: string;
  readonly author?: string;
}

/** An installed gem has its specification beside the others (RubyGems guides, “Specification reference”). */
const SPECIFICATION = /\/specifications\/(?:default\/)?([^/]+)\.gemspec$/;

const specificationReader: FileReader<Gem> = {
  name: 'ruby-gemspec',
  version: 1,
  endings: ['.gemspec'],
  most: 1024 * 1024,
  wants: ({ path }) => SPECIFICATION.test(path),
  read: (_, bytes) => gemOf(textOf(bytes)),
};

/** Written by RubyGems: one assignment a line. */
function gemOf(text: string): Gem | undefined {
  const one = (field: string): string | undefined =>
    new RegExp(`^\\s*s\\.${field}\\s*=\\s*["']([^"'\\n]{1,300})["']`, 'm').exec(text)?.[1];
  const list = (field: string): string[] => {
    const items =
      new RegExp(`^\\s*s\\.${field}\\s*=\\s*\\[([^\\]\\n]{1,2000})\\]`, 'm').exec(text)?.[1] ?? '';
    return [...items.matchAll(/["']([^"']+)["']/g)].map((match) => match[1]!);
  };
  const name = one('name');
  const version = one('version');
  if (!name || !version) return undefined;
  const licences = list('licenses').concat(one('license') ?? []);
  return {
    name,
    version,
    ...(licences.length > 0 ? { licences } : {}),
    ...optional('homepage', one('homepage')),
    ...optional('author', list('authors')[0]),
  };
}

export const ruby: Extractor = {
  name: 'ruby-gems',
  lists: 'Ruby gems',
  from: '`specifications/*.gemspec`',
  readers: [specificationReader] as never,

  *extract({ root }) {
    for (const { path, layer, value } of root.readings(specificationReader)) {
      const { name, version, licences = [], homepage, author } = value;
      const home = path.slice(0, path.indexOf('/specifications/'));
      const full = SPECIFICATION.exec(path)![1]!;
      yield {
        package: {
          type: 'gem',
          name,
          version,
          purl: purlOf({ type: 'gem', name, version }),
          licences,
          ...optional('supplier', author),
          ...optional('homepage', homepage),
          evidence: [{ by: 'metadata', path }],
          confidence: 'certain',
          layer,
        },
        owns: [path],
        below: [`${home}/gems/${full}`, `${home}/extensions/${full}`],
      };
    }
  },
};
