import { clip } from '../../core/clip.ts';
import { siteOf } from '../../yaml/look.ts';
import type { YamlList, YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';
import { parseMount } from './mounts.ts';
import { parsePort } from './ports.ts';
import { bytesOf, secondsOf } from './quantities.ts';
import { dateOf, printed } from './scalars.ts';
import type { Session } from './session.ts';
import { type Form, type Shape, shapeAt } from './shape.ts';
import { splitWords } from './words.ts';

/** Forms that Compose writes out anew for every file; the others it reads when all are merged. */
export const earlyForms: ReadonlySet<Form> = new Set<Form>(['port', 'mount', 'device', 'ssh']);

export const lateForms: ReadonlySet<Form> = new Set<Form>([
  'duration',
  'bytes',
  'cpus',
  'count',
  'pairs',
  'hosts',
  'command',
]);

/**
 * Tells texts that the schema takes and Compose then cannot read: durations, sizes, ports, volumes, … Those that hold
 * a variable without value are let through.
 */
export function checkForms(
  node: YamlNode,
  shape: Shape | undefined,
  forms: ReadonlySet<Form>,
  session: Session,
  key = '',
): void {
  if (!shape) return;
  if (shape.form && forms.has(shape.form)) checkForm(node, shape.form, session, key);
  if (node.kind === 'map') {
    for (const { key: name, value } of node.entries)
      checkForms(value, shapeAt(shape, name), forms, session, name);
  } else if (node.kind === 'list' && shape.each) {
    for (const item of node.items) checkForms(item, shape.each, forms, session, key);
  }
}

function checkForm(node: YamlNode, form: Form, session: Session, key: string): void {
  if (node.kind === 'list') checkList(node, form, session, key);
  if (node.kind === 'map' && form === 'hosts') checkHosts(node, session);
  if (node.kind !== 'scalar' || node.uncertain || node.value === null) return;
  const wrong = wrongIn(form, node, key);
  if (wrong) session.problem('value', siteOf(node), wrong);
}

function wrongIn(form: Form, node: YamlScalar, key: string): string | undefined {
  const text = printed(node)!;
  switch (form) {
    case 'duration':
      return typeof node.value === 'string' && secondsOf(text) === undefined
        ? `${key} takes a time with its unit, like 30s or 1m30s, not “${clip(text)}”`
        : undefined;
    case 'bytes':
      return bytesOf(text) === undefined && typeof node.value === 'string' && !dateOf(node)
        ? `${key} takes bytes or a size like 512m or 1.5g, not “${clip(text)}”`
        : undefined;
    case 'cpus':
      return Number.isNaN(Number(text)) || text.trim() === ''
        ? `${key} takes a number of CPUs like 0.5, not “${clip(text)}”`
        : undefined;
    case 'count':
      return /^(?:all|[-+]?\d+)$/i.test(text)
        ? undefined
        : `count takes a number or “all”, not “${clip(text)}”`;
    case 'port':
      return wrongPort(node, text);
    case 'mount': {
      const mount = parseMount(text);
      return 'error' in mount ? `“${clip(text)}” is no volume: ${mount.error}` : undefined;
    }
    case 'device':
      return text.split(':').length > 3 ? `“${clip(text)}” is no device: it has too many colons` : undefined;
    case 'command':
      return splitWords(text).isOpen
        ? `${key} cannot be split into words: a quote or bracket stays open. Write it as a list, or quote it`
        : undefined;
    default:
      return undefined;
  }
}

function wrongPort(node: YamlScalar, text: string): string | undefined {
  if (typeof node.value === 'number' && !Number.isInteger(node.value))
    return `${clip(node.text)} is no port: put HOST:CONTAINER in quotes`;
  const port = parsePort(text);
  return 'error' in port ? `“${clip(text)}” is no port: ${port.error}` : undefined;
}

function checkList(node: YamlList, form: Form, session: Session, key: string): void {
  for (const item of node.items) {
    if (item.kind !== 'scalar' || item.uncertain) continue;
    const text = printed(item) ?? '';
    const equals = text.indexOf('=');
    if (form === 'pairs' && /\s$/.test(equals === -1 ? text : text.slice(0, equals)))
      session.problem('value', siteOf(item), `a name in ${key} ends with a blank: “${clip(text)}”`);
    if (form === 'hosts' && !/^[^:=]+[:=]/.test(text))
      session.problem('value', siteOf(item), `“${clip(text)}” is no NAME:ADDRESS`);
    if (form === 'ssh' && equals === -1 && text !== 'default')
      session.problem('value', siteOf(item), `“${clip(text)}” is no ID=PATH, and not “default”`);
  }
}

function checkHosts(node: YamlMap, session: Session): void {
  for (const { key, keySpan, source } of node.entries) {
    if (/[:=]/.test(key))
      session.problem('value', { source, span: keySpan }, `“${clip(key)}” is no name of a host`);
  }
}
