import { asMap, at } from '../yaml/look.ts';
import type { Lookup } from './evaluate.ts';
import { resolveText } from './evaluate.ts';
import type { Scenario } from './scope.ts';
import { listed } from './text.ts';
import type { Step } from './types.ts';

/**
 * What docker/metadata-action gives out for a ref: `tags` (whole names), `version`. Undefined where that cannot be
 * told. Source: the action's documentation, “tags input” and “flavor input”.
 */
export function metadataTags(
  step: Step,
  output: string,
  lookup: Lookup,
  scenario: Scenario | undefined,
): string | undefined {
  if (output !== 'tags' && output !== 'version') return undefined;
  const inputs = asMap(at(asMap(step.node), 'with'));
  const images = listed(at(inputs, 'images'), false).flatMap(({ value }) =>
    imageName(resolveText(value, lookup)),
  );
  if (images.length === 0) return undefined;
  if (!scenario)
    return images.map((image) => `${image}:\${{ steps.${step.id ?? 'meta'}.outputs.version }}`).join('\n');
  const flavor = new Map(
    listed(at(inputs, 'flavor'), false).flatMap(({ value }) =>
      splitOutside(resolveText(value, lookup)).flatMap(pair),
    ),
  );
  const given = listed(at(inputs, 'tags'), false).map(({ value }) => resolveText(value, lookup));
  const tags: string[] = [];
  let latest = false;
  for (const line of given.length > 0 ? given : defaults) {
    const made = tagOfLine(line, scenario, flavor);
    if (made === undefined) return undefined;
    for (const { tag, isRelease } of made) {
      if (isRelease) latest = true;
      if (!tags.includes(tag)) tags.push(tag);
    }
  }
  const setting = flavor.get('latest') ?? 'auto';
  if (setting.includes('${{')) return undefined;
  const [prefix, suffix] = [flavor.get('prefix') ?? '', flavor.get('suffix') ?? ''];
  const full = [...tags];
  const onLatest = flavor.get('onlatest') === 'true';
  if (setting === 'true' || (setting === 'auto' && latest))
    full.push(onLatest ? `${prefix}latest${suffix}` : 'latest');
  if (output === 'version') return full[0];
  return images.flatMap((image) => full.map((tag) => `${image}:${tag}`)).join('\n');
}

const defaults = ['type=schedule', 'type=ref,event=branch', 'type=ref,event=tag', 'type=ref,event=pr'];

/** `name=…,enable=true`, or the name alone. */
function imageName(line: string): string[] {
  const fields = new Map(line.split(',').flatMap(pair));
  if (fields.size === 0) return [line];
  if (fields.get('enable') === 'false') return [];
  const name = fields.get('name') ?? line.split(',').find((part) => !part.includes('='));
  return name ? [name] : [];
}

function pair(text: string): [string, string][] {
  const equals = text.indexOf('=');
  return equals === -1 ? [] : [[text.slice(0, equals).trim(), text.slice(equals + 1).trim()]];
}

interface Made {
  readonly tag: string;
  /** With `latest=auto` it brings `latest` along. */
  readonly isRelease: boolean;
}

/** The tags that one line gives: none, or one; undefined when that hangs on something unknown. */
function tagOfLine(
  line: string,
  { event, ref, number = 1 }: Scenario,
  flavor: ReadonlyMap<string, string>,
): Made[] | undefined {
  const fields = new Map(splitOutside(line).flatMap(pair));
  const enable = fields.get('enable') ?? 'true';
  // `{{is_default_branch}}` is worked out by the action itself.
  const enabled = enable.replace(
    /\{\{\s*is_default_branch\s*\}\}/,
    String(ref === 'refs/heads/main' && event !== 'pull_request'),
  );
  if (enabled === 'false' || enabled === '') return [];
  if (enabled !== 'true') return undefined;
  const type = fields.get('type') ?? 'raw';
  const isTag = ref.startsWith('refs/tags/');
  const isRequest = event.startsWith('pull_request');
  const name = ref.replace(/^refs\/(?:heads|tags)\//, '');
  // What the line says of its prefix goes before the flavour's.
  const around = (tag: string, prefix = ''): string =>
    `${fields.get('prefix') ?? (prefix || (flavor.get('prefix') ?? ''))}${tag}${fields.get('suffix') ?? flavor.get('suffix') ?? ''}`;
  const one = (tag: string, isRelease = false): Made[] => [{ tag: around(tag), isRelease }];
  switch (type) {
    case 'raw': {
      const value = fields.get('value') ?? (line.includes('=') ? '' : line.trim());
      if (value === '') return [];
      return one(value.replace(/\{\{\s*branch\s*\}\}/, isTag || isRequest ? '' : name));
    }
    case 'ref':
      if (fields.get('event') === 'pr')
        return isRequest ? [{ tag: around(String(number), 'pr-'), isRelease: false }] : [];
      if (fields.get('event') === 'tag') return isTag ? one(name, true) : [];
      return !isTag && !isRequest ? one(name) : [];
    case 'semver':
    case 'pep440': {
      const value = fields.get('value') ?? (isTag ? name : '');
      if (value === '') return [];
      const pattern = fields.get('pattern') ?? '{{version}}';
      if (value.includes('${{')) return one(value, true);
      const version = value.replace(/^v/, '');
      const [major = '0', minor = '0', patch = '0'] = version.split('.');
      const parts: Readonly<Record<string, string>> = { version, raw: value, major, minor, patch };
      return one(
        pattern.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, key: string) => parts[key] ?? ''),
        true,
      );
    }
    case 'match':
      return isTag ? one(`${name}-match`, true) : [];
    case 'edge':
      return ref === `refs/heads/${fields.get('branch') ?? 'main'}` && event === 'push' ? one('edge') : [];
    case 'schedule':
      return event === 'schedule'
        ? one(
            /\{\{/.test(fields.get('pattern') ?? 'nightly')
              ? 'schedule-date'
              : (fields.get('pattern') ?? 'nightly'),
          )
        : [];
    case 'sha':
      return [{ tag: around('${{ github.sha }}', 'sha-'), isRelease: false }];
    default:
      return [];
  }
}

/** At commas, but for those within `{{ }}`. */
function splitOutside(line: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    if (line.startsWith('{{', at)) depth++;
    else if (line.startsWith('}}', at)) depth--;
    else if (line[at] === ',' && depth <= 0) {
      parts.push(line.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(line.slice(from));
  return parts;
}
