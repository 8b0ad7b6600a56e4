import type { Problem } from '../../../core/finding.ts';
import type { Build, Instruction } from '../../../dockerfile/build-types.ts';
import { type OptionField, optionFields } from '../../../dockerfile/option-fields.ts';
import type { Flag } from '../../../dockerfile/tree.ts';
import { nearest } from '../../support/nearest.ts';
import { show } from '../../support/show.ts';
import { BOOLEAN, choice, valueOf, write } from './values.ts';

/**
 * What BuildKit refuses of a mount, field by field in the order in which it reads them, then as a whole
 * (frontend/dockerfile/instructions/commands_runmount.go of BuildKit 0.30). Values that are not known are not judged.
 */
export function* judgeMount(flag: Flag, at: Instruction, build: Build): Generator<Problem> {
  const fields = optionFields(flag);
  if (!fields) {
    yield {
      at: flag.span,
      message: '--mount has a quotation mark that does not fit: quotes stand around a whole field',
    };
    return;
  }
  const mount: Mount = { type: 'bind', values: new Map() };
  let sound = true;
  for (const field of fields) {
    const value = valueOf(field.value, at, build);
    const name = Object.hasOwn(ALIASES, field.name) ? ALIASES[field.name]! : field.name;
    // All that follows depends on the type.
    if (name === 'type' && value === undefined) return;
    const problem = KNOWN.includes(field.name) ? judgeField(field, value, mount) : unknownField(field, flag);
    if (problem) yield problem;
    if (problem && name === 'type') return;
    sound &&= !problem;
    mount.values.set(name, value);
  }
  // What is missing may be what was meant by a field that is wrong.
  if (!sound) return;
  for (const message of judgeWhole(mount, build.workdirAt(at))) yield { at: flag.span, message };
}

interface Mount {
  type: string;
  /** By the name that is the first of its aliases; undefined where the value is not known. */
  readonly values: Map<string, string | undefined>;
}

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const SHARING = ['shared', 'private', 'locked'];
const SWITCHES = ['readonly', 'ro', 'readwrite', 'rw', 'required'];
const KNOWN = [
  ...SWITCHES,
  ...'type from source src target dst destination id sharing size mode uid gid env'.split(' '),
];
const ALIASES: Readonly<Record<string, string>> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
  rw: 'readwrite',
};

/** What is wrong with one field, with what stood before it: the type counts from where it is given. */
function judgeField(field: OptionField, value: string | undefined, mount: Mount): Problem | undefined {
  const { name, isBare, text, value: word } = field;
  const at = isBare ? { start: word.span.start - text.length, end: word.span.end } : word.span;
  if (isBare && !SWITCHES.includes(name))
    return { at, message: `${name} of a mount needs a value: ${name}=…` };
  const only = { required: ['secret', 'ssh'], size: ['tmpfs'] }[name];
  if (only && !only.includes(mount.type))
    return { at, message: `a mount of type ${mount.type} has no ${name}` };
  if (isBare || value === undefined) return undefined;
  if (name === 'type') {
    mount.type = value.toLowerCase();
    return TYPES.includes(mount.type) ? undefined : choice({ span: at }, '--mount=type', value, TYPES);
  }
  if (name === 'sharing')
    return SHARING.includes(value.toLowerCase())
      ? undefined
      : choice({ span: at }, '--mount=sharing', value, SHARING);
  const wanted = FORMS[name];
  if (!wanted || wanted.fits(value)) return undefined;
  return { at, message: `${name} of a mount takes ${wanted.what}, not ${show(value)}` };
}

interface Form {
  fits(value: string): boolean;
  readonly what: string;
}

const SWITCH: Form = { fits: (value) => BOOLEAN.test(value), what: 'true or false' };
const NUMBER: Form = { fits: (value) => /^\d+$/.test(value) && Number(value) < 2 ** 32, what: 'a number' };

/** The values that are taken, as Go's strconv and docker/go-units read them. */
const FORMS: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(SWITCHES.map((name) => [name, SWITCH])),
  mode: {
    fits: (value) => /^[0-7]+$/.test(value) && Number.parseInt(value, 8) < 2 ** 32,
    what: 'an octal mode such as 0400',
  },
  uid: NUMBER,
  gid: NUMBER,
  size: {
    fits: (value) =>
      /^\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)? ?(?:[kKmMgGtTpP](?:[iI]?[bB])?|[bB])?$/.test(value),
    what: 'a size such as 64m',
  },
};

/** What is wrong with its fields together. */
function* judgeWhole({ type, values }: Mount, workdir: string | undefined): Generator<string> {
  const has = (name: string): boolean => (values.get(name) ?? '') !== '';
  const lacks = (name: string): boolean => !values.has(name) || values.get(name) === '';
  if (type === 'bind' || type === 'tmpfs')
    for (const name of ['mode', 'uid', 'gid'])
      if (values.has(name)) yield `a mount of type ${type} has no ${name}`;
  if (values.has('sharing') && type !== 'cache') yield `sharing is for mounts of type cache, not ${type}`;
  if (type === 'secret') {
    if (has('from')) yield 'a mount of type secret has no from';
    if (lacks('source') && lacks('target') && lacks('id')) yield 'a mount of type secret needs an id';
    if (has('source') && has('id')) yield 'a mount of type secret has an id or a source, not both';
  } else if (type === 'ssh') {
    if (has('source')) yield 'a mount of type ssh has no source: its id says which agent';
  } else if (liesOnRoot(values, workdir)) {
    yield lacks('target')
      ? `a mount of type ${type} needs a target where the working directory is /`
      : `a mount of type ${type} cannot lie on the root of the file system`;
  }
}

/** An absolute target is taken as it is written, a relative one from the working directory. */
function liesOnRoot(values: Mount['values'], workdir: string | undefined): boolean {
  const target = values.has('target') ? values.get('target') : '';
  if (target === undefined) return false;
  return target.startsWith('/') ? target === '/' : workdir !== undefined && joined(workdir, target) === '/';
}

const joined = (folder: string, path: string): string => {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
};

/** A field that no mount has, with the nearest as a repair. */
function unknownField({ name, value, isBare, text }: OptionField, flag: Flag): Problem {
  if (text === '') return { at: flag.value!.span, message: '--mount has an empty field' };
  const trimmed = name.trim();
  const isBlank = trimmed !== name && KNOWN.includes(trimmed);
  const near = isBlank ? trimmed : nearest(name, KNOWN);
  const start = value.span.start - (isBare ? 0 : 1) - name.length;
  const isExact = start >= flag.value!.span.start;
  return {
    at: isExact ? { start, end: value.span.end } : flag.value!.span,
    message: isBlank
      ? `the blanks beside ${trimmed} count as part of its name, and a mount has no such field`
      : `a mount has no ${show(name)}${near ? `; did you mean ${near}?` : ''}`,
    ...(near && isExact ? { fix: write({ start, end: start + name.length }, near) } : {}),
  };
}
