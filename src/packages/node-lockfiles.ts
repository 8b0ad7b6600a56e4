import type { FileReader } from '../image/reader.ts';
import type { Extractor } from './extractor.ts';
import { jsonOf, objectOf, optional, shortText } from './json.ts';
import { npmPurl } from './npm.ts';
import { textOf } from './text.ts';

interface Locked {
  readonly name: string;
  readonly version: string;
  readonly licence?: string;
}

/** `package-lock.json` 1 to 3, `npm-shrinkwrap.json`; development’s own are left out, as `npm ci --omit=dev` does. */
const npmReader: FileReader<readonly Locked[]> = {
  name: 'npm-lockfile',
  version: 1,
  names: ['package-lock.json', 'npm-shrinkwrap.json'],
  wants: ({ path }) => !path.includes('/node_modules/'),
  read(_, bytes) {
    const json = jsonOf(bytes);
    const packages = objectOf(json.packages);
    if (packages) {
      return Object.entries(packages).flatMap(([path, value]) => {
        const { version, dev, license, link } = objectOf(value) ?? {};
        const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
        const text = shortText(version);
        return name && text && dev !== true && link !== true
          ? [{ name, version: text, ...optional('licence', shortText(license)) }]
          : [];
      });
    }
    return [...nested(objectOf(json.dependencies), 0)];
  },
};

/** Version 1: dependencies within dependencies. */
function* nested(
  dependencies: Readonly<Record<string, unknown>> | undefined,
  depth: number,
): Generator<Locked> {
  if (!dependencies || depth > 50) return;
  for (const [name, value] of Object.entries(dependencies)) {
    const { version, dev, dependencies: inner } = objectOf(value) ?? {};
    const text = shortText(version);
    if (text && dev !== true) yield { name, version: text };
    yield* nested(objectOf(inner), depth + 1);
  }
}

/** `yarn.lock` of both kinds, `pnpm-lock.yaml`: names and versions by their keys. */
const otherReader: FileReader<readonly Locked[]> = {
  name: 'node-lockfile',
  version: 1,
  names: ['yarn.lock', 'pnpm-lock.yaml'],
  wants: ({ path }) => !path.includes('/node_modules/'),
  read: ({ path }, bytes) => (path.endsWith('yarn.lock') ? yarn(textOf(bytes)) : pnpm(textOf(bytes))),
};

function yarn(text: string): Locked[] {
  const found: Locked[] = [];
  let name: string | undefined;
  for (const line of text.split('\n')) {
    const key = /^"?((?:@[^/@"]+\/)?[^@",\s]+)@/.exec(line)?.[1];
    if (key) name = key;
    const version = /^ {2}version:? "?([^"\s]+)"?/.exec(line)?.[1];
    if (name && version && version !== '0.0.0-use.local') found.push({ name, version });
    if (version) name = undefined;
  }
  return found;
}

/** Keys of `packages`: `/name@1.0.0(peer@2)`, `/name/1.0.0_peer`, `name@1.0.0`. */
function pnpm(text: string): Locked[] {
  const found = new Map<string, Locked>();
  const section = text.slice(Math.max(0, text.search(/^packages:/m)));
  for (const line of section.split('\n').slice(1)) {
    if (/^\S/.test(line)) break;
    const match = /^ {2}'?\/?((?:@[^/@]+\/)?[^/@(]+)[@/](\d[^('_:]*)/.exec(line);
    if (match) found.set(match[0], { name: match[1]!, version: match[2]! });
  }
  return [...found.values()];
}

export const nodeLockfiles: Extractor = {
  name: 'node-lockfiles',
  lists: 'Node packages that were to be installed, where no modules lie beside',
  from: '`package-lock.json`, `npm-shrinkwrap.json`, `yarn.lock`, `pnpm-lock.yaml`',
  readers: [npmReader, otherReader] as never,

  *extract({ root }) {
    for (const reader of [npmReader, otherReader]) {
      for (const { path, layer, value } of root.readings(reader)) {
        const folder = path.slice(0, path.lastIndexOf('/'));
        // What is installed says more than what was to be.
        if (root.list(`${folder}/node_modules`).length > 0) continue;
        const seen = new Set<string>();
        for (const { name, version, licence } of value) {
          const purl = npmPurl(name, version);
          if (seen.has(purl)) continue;
          seen.add(purl);
          yield {
            package: {
              type: 'npm',
              name,
              version,
              purl,
              licences: licence ? [licence] : [],
              evidence: [{ by: 'lockfile', path }],
              confidence: 'likely',
              layer,
            },
          };
        }
      }
    }
  },
};
