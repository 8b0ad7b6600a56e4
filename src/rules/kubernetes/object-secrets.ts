import type { Site } from '../../core/site.ts';
import { type SecretValue, secretValue } from '../../secrets/values.ts';
import { isMadePath } from '../../workload/origin/made.ts';
import type { KubernetesObject } from '../../workload/types.ts';
import { at, entriesOf, entryOf, siteOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlScalar } from '../../yaml/types.ts';
import { kubernetesRule } from '../rule.ts';

/** A config map is for everybody to read, and a Secret in a file is in the repository; Base64 hides nothing. */
export const objectSecrets = kubernetesRule({
  name: 'object-secrets',
  title: 'Keep secrets out of ConfigMaps, and Secrets out of the repository',
  severity: 'high',
  set: 'recommended',
  aliases: ['KSV-0109', 'KSV-01010', 'polaris/sensitiveConfigmapContent'],
  tags: ['NSA-CISA: secrets'],
  help: 'keep it in a Secret that is not in the repository: sealed, encrypted with SOPS, or fetched by an operator',
  fixable: false,

  *check({ object }) {
    if (object.apiVersion !== 'v1' || (object.kind !== 'ConfigMap' && object.kind !== 'Secret')) return;
    const isSecret = object.kind === 'Secret';
    // What SOPS encrypts says so.
    if (isSecret && entryOf(object.node, 'sops')) return;
    for (const { name, secret, at } of secretsIn(object)) {
      yield {
        at,
        key: name,
        message: isSecret
          ? `${name} of the Secret ${object.name} ${secret.why}: whoever can read this file has it`
          : `${name} of the ConfigMap ${object.name} ${secret.why}: whoever can read this file has it, and whoever may read config maps`,
        aliases: isSecret
          ? []
          : [
              /key/i.test(name) && secret.by === 'name' ? 'KSV-01010' : 'KSV-0109',
              'polaris/sensitiveConfigmapContent',
            ],
      };
    }
  },
});

interface Found {
  readonly name: string;
  readonly secret: SecretValue;
  readonly at: Site;
}

function* secretsIn({ node, kind }: KubernetesObject): Generator<Found> {
  for (const part of ['data', 'stringData']) {
    const isEncoded = kind === 'Secret' && part === 'data';
    for (const entry of entriesOf(at(node, part))) {
      const { value } = entry;
      if (value.kind !== 'scalar' || value.uncertain) continue;
      // A chart may draw it anew each time, a kustomization take it from a file that is in no repository.
      if (kind === 'Secret' && isMadePath(value.source.path)) continue;
      if (value.style === 'block' && !isEncoded) yield* inLines(entry, value);
      else {
        const text = isEncoded ? decode(value.text) : value.text;
        const secret = isPutIn(text) ? undefined : (secretValue(entry.key, text) ?? firstOf(text));
        if (secret) yield { name: entry.key, secret, at: siteOf(value) };
      }
    }
  }
}

/** What is encoded, in text; bytes that are none are left out. */
const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

/** The first secret in a file that is one value. */
function firstOf(text: string): SecretValue | undefined {
  if (!text.includes('\n')) return undefined;
  for (const line of text.split('\n')) {
    const found = inLine(line);
    if (found)
      return found.name === ''
        ? found.secret
        : { ...found.secret, why: `has ${found.name} in it, which ${found.secret.why}` };
  }
  return undefined;
}

/** A file as a block of text, line by line, each with its place. */
function* inLines({ key }: YamlEntry, { source, span }: YamlScalar): Generator<Found> {
  const first = source.lineOf(span.start);
  const last = source.lineOf(Math.max(span.start, span.end - 1));
  // The first line has the mark of the block: `|`.
  for (let number = first + 1; number <= last; number++) {
    const { start, end } = source.lineSpan(number);
    const line = source.text.slice(start, end);
    const found = inLine(line);
    if (found)
      yield {
        ...found,
        name: found.name === '' ? key : `${found.name} in ${key}`,
        at: { source, span: trimmed(line, start) },
      };
  }
}

function trimmed(line: string, start: number): Site['span'] {
  const left = line.length - line.trimStart().length;
  return { start: start + left, end: start + Math.max(left, line.trimEnd().length) };
}

/** `name: value`, `name = value`, `"name": "value",` of a line; a credential that its form tells wherever it stands. */
function inLine(line: string): Omit<Found, 'at'> | undefined {
  const text = line.trim();
  // No such line of a settings file is that long.
  if (text.length > MOST || text.startsWith('#') || text.startsWith('//') || text.startsWith(';'))
    return undefined;
  const split = text.search(/[:=]/);
  const name = split === -1 ? '' : unquoted(text.slice(0, split)).replace(/^export\s+/, '');
  const isName = /^[\w.-]+$/.test(name);
  const value = isName ? unquoted(text.slice(split + 1).replace(/,\s*$/, '')) : text;
  // What is put in when it is read is elsewhere.
  if (isPutIn(value) || /^[|>!&*[{]/.test(value)) return undefined;
  const secret = secretValue(isName ? name : '', value);
  return secret && { name: isName ? name : '', secret };
}

/** Variables and templates. */
const isPutIn = (value: string): boolean => /\$\{|\{\{|\$\(|^\$\w+$|%\(|<%/.test(value);

const MOST = 4000;

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');
