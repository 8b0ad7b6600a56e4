import { nearestOf } from '../../core/distance.ts';
import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import { at, entryOf, keySite, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';
import { servicesOf } from './documents.ts';
import { merge } from './merge.ts';
import { mapLike } from './nodes.ts';
import { folderOf, isAbsolute, isRemote, joinPath, rebased } from './paths.ts';
import type { Scope } from './scope.ts';
import { rootShape, serviceShape, shapeAt } from './shape.ts';
import type { ComposeProblemKind } from './types.ts';

/**
 * A document whose services (and jobs) have what they extend brought in (Compose Specification, “Extends”): all that
 * the other one has but what is its own. What that needs at the top of its file (volumes, networks) is not brought.
 */
export function withExtended(document: YamlMap, source: Source, scope: Scope): YamlMap {
  let result = document;
  for (const section of ['services', 'jobs']) {
    const entry = entryOf(result, section);
    if (entry?.value.kind !== 'map' || !entry.value.entries.some(extendsSomething)) continue;
    const extended = new Extender(scope).all(familyOf(source.path, entry.value));
    const entries = result.entries.map((one) => (one === entry ? { ...one, value: extended } : one));
    result = mapLike(result, entries);
  }
  return result;
}

const extendsSomething = ({ value }: YamlEntry): boolean => entryOf(value, 'extends') !== undefined;

/** Services of one file, their paths from the folder of the file that extends them. */
interface Family {
  readonly path: string;
  readonly services: YamlMap;
  readonly byName: ReadonlyMap<string, YamlNode>;
}

const familyOf = (path: string, services: YamlMap): Family => ({
  path,
  services,
  byName: new Map(services.entries.map(({ key, value }) => [key, value])),
});

interface Member {
  readonly family: Family;
  readonly name: string;
  readonly node: YamlMap;
}

class Extender {
  readonly #scope: Scope;
  readonly #families = new Map<string, Family | undefined>();
  /** Services as they are with all that they extend. */
  readonly #done = new Map<Family, Map<string, YamlMap>>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  all(family: Family): YamlMap {
    const entries = family.services.entries.map((entry) => {
      if (entry.value.kind !== 'map' || !extendsSomething(entry)) return entry;
      return { ...entry, value: this.#extended({ family, name: entry.key, node: entry.value }) };
    });
    return mapLike(family.services, entries);
  }

  /** From the one that extends nothing back to this one: a chain may be long. */
  #extended(first: Member): YamlMap {
    const chain: Member[] = [];
    const seen = new Set<YamlMap>();
    let base: YamlMap | undefined;
    for (let member: Member | undefined = first; member; ) {
      base = this.#doneOf(member.family).get(member.name);
      if (base) break;
      chain.push(member);
      seen.add(member.node);
      const next = this.#next(member);
      if (next && seen.has(next.node)) {
        this.#circle(chain, next);
        break;
      }
      member = next;
    }
    if (!base && entryOf(chain.at(-1)!.node, 'extends'))
      for (const { name } of chain) this.#scope.session.incomplete.add(name);
    for (const member of chain.reverse()) {
      base = this.#over(base, member);
      this.#doneOf(member.family).set(member.name, base);
    }
    return base ?? first.node;
  }

  #over(base: YamlMap | undefined, { node }: Member): YamlMap {
    const own = node.entries.filter(({ key }) => key !== 'extends');
    const bare = own.length === node.entries.length ? node : mapLike(node, own);
    if (!base) return bare;
    return merge(base, bare, serviceShape, 'under', this.#scope.session) as YamlMap;
  }

  #doneOf(family: Family): Map<string, YamlMap> {
    const known = this.#done.get(family) ?? new Map<string, YamlMap>();
    this.#done.set(family, known);
    return known;
  }

  #circle(chain: readonly Member[], back: Member): void {
    const from = chain.findIndex(({ node }) => node === back.node);
    const names = [...chain.slice(from), back].map(({ name }) => name).join(' → ');
    const extended = entryOf(chain.at(-1)!.node, 'extends')!;
    this.#tell('cycle', siteOf(extended.value), `these services extend each other in a circle: ${names}`);
  }

  /** What a service extends. */
  #next({ family, name, node }: Member): Member | undefined {
    const entry = entryOf(node, 'extends');
    if (!entry) return undefined;
    const { value } = entry;
    const named = value.kind === 'map' ? at(value, 'service') : value;
    const service = textOf(named);
    if (service === undefined)
      this.#tell('missing-key', keySite(entry), `extends needs “service”: what “${name}” is made from`);
    if (service === undefined || (named as YamlScalar).uncertain) return undefined;
    const file = at(value, 'file');
    const other = file ? this.#family(file) : family;
    if (!other) return undefined;
    const found = other.byName.get(service);
    if (found?.kind === 'map') return { family: other, name: service, node: found };
    if (!found) this.#unknown(named!, service, name, file ? other : undefined, other);
    return undefined;
  }

  #unknown(node: YamlNode, service: string, name: string, file: Family | undefined, family: Family): void {
    const names = family.byName.keys().filter((key) => key !== name);
    const nearest = this.#scope.session.isFull ? undefined : nearestOf(service, names);
    const where = file ? ` in ${file.path}` : ' in this file';
    const message = `“${name}” extends “${service}”, and there is no such service${where}`;
    this.#tell('reference', siteOf(node), message, nearest);
  }

  #family(file: YamlNode): Family | undefined {
    const path = textOf(file);
    if (path === undefined || (file as YamlScalar).uncertain) return undefined;
    if (isRemote(path) || isAbsolute(path)) {
      const why = isRemote(path) ? 'it would have to be fetched' : 'it lies outside of the project';
      this.#scope.session.gapAt(siteOf(file), `what is extended from ${path} is not seen: ${why}`);
      return undefined;
    }
    const own = joinPath('.', path);
    if (!this.#families.has(own)) this.#families.set(own, this.#read(own, file));
    return this.#families.get(own);
  }

  #read(path: string, file: YamlNode): Family | undefined {
    const { session, folder } = this.#scope;
    const source = session.readAt(joinPath(folder, path), file);
    if (!source) return undefined;
    const services = servicesOf(source, this.#scope);
    if (!services) {
      this.#tell('reference', siteOf(file), `${path} has no services that can be extended`);
      return undefined;
    }
    const shape = shapeAt(rootShape, 'services');
    return familyOf(source.path, rebased(services, shape, folderOf(path)) as YamlMap);
  }

  #tell(kind: ComposeProblemKind, site: Site, message: string, nearest?: string): void {
    this.#scope.session.problem(kind, site, message, nearest ? { nearest } : {});
  }
}
