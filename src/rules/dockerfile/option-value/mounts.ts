import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import { mountFields } from '../../../dockerfile/stages.ts';
import type { Flag, Word } from '../../../dockerfile/tree.ts';
import { nearest } from '../../support/nearest.ts';
import { show } from '../../support/show.ts';

/**
 * What BuildKit refuses of a mount, field by field in the order in which it reads them, then as a whole
 * (frontend/dockerfile/instructions/commands_runmount.go of BuildKit 0.30). Values with variables are not judged.
 *
 * @param workdir where a mount without a target lies, which must not be the root
 */
export function* judgeMount(flag: Flag, workdir: string | undefined): Generator<Problem> {
  const mount: Mount = { type: 'bind', fields: new Map() };
  for (const field of fieldsOf(flag)) {
    if (field.name.includes('$')) return;
    const known = KNOWN.includes(field.name);
    if (known) mount.fields.set(ALIASES[field.name] ?? field.name, field);
    const problem = known ? judgeField(field, mount, flag) : unknownField(field, flag);
    if (problem) yield problem;
    if (problem && field.name === 'type') return;
  }
  yield* judgeWhole(mount, flag, workdir);
}

interface Mount {
  type: string;
  /** By the name that is the first of its aliases. */
  readonly fields: Map<string, Field>;
}

interface Field {
  readonly name: string;
  readonly value: Word;
  /** `readonly` rather than `readonly=true`. */
  readonly isBare: boolean;
}

const fieldsOf = (flag: Flag): Field[] => {
  const parts = flag.value!.text.split(',');
  return mountFields(flag).map(({ name, value }, i) => ({
    name,
    value,
    isBare: !(parts[i] ?? '').includes('='),
  }));
};

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const SHARING = ['shared', 'private', 'locked'];
const KNOWN =
  'type from source src target dst destination readonly ro readwrite rw id sharing required size mode uid gid env'.split(
    ' ',
  );
const ALIASES: Readonly<Record<string, string>> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
  rw: 'readwrite',
};

/** What is wrong with one field, with what stood before it: the type counts from where it is given. */
function judgeField({ name, value, isBare }: Field, mount: Mount, flag: Flag): Problem | undefined {
  const { text } = value;
  const isSwitch = name === 'readonly' || name === 'ro' || name === 'readwrite' || name === 'rw';
  if (isBare && !isSwitch && name !== 'required')
    return { at: flag.value!.span, message: `${name} of a mount needs a value: ${name}=…` };
  if (text.includes('$')) return undefined;
  if (name === 'type') {
    mount.type = text.toLowerCase();
    return TYPES.includes(mount.type) ? undefined : choice(value, 'type', TYPES);
  }
  if (name === 'sharing')
    return SHARING.includes(text.toLowerCase()) ? undefined : choice(value, 'sharing', SHARING);
  if (name === 'required' && mount.type !== 'secret' && mount.type !== 'ssh')
    return { at: flag.value!.span, message: `a mount of type ${mount.type} has no required` };
  if (name === 'size' && mount.type !== 'tmpfs')
    return { at: flag.value!.span, message: `a mount of type ${mount.type} has no size` };
  const wanted = isBare ? undefined : FORMS[name];
  if (!wanted || wanted.form.test(text)) return undefined;
  return { at: value.span, message: `${name} of a mount takes ${wanted.what}, not ${show(text)}` };
}

const BOOLEAN = { form: /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/, what: 'true or false' };
const NUMBER = { form: /^\d{1,10}$/, what: 'a number' };

/** The values that are taken, as Go's strconv and docker/go-units read them. */
const FORMS: Readonly<Record<string, { readonly form: RegExp; readonly what: string }>> = {
  readonly: BOOLEAN,
  ro: BOOLEAN,
  readwrite: BOOLEAN,
  rw: BOOLEAN,
  required: BOOLEAN,
  mode: { form: /^[0-7]{1,11}$/, what: 'an octal mode such as 0400' },
  uid: NUMBER,
  gid: NUMBER,
  size: { form: /^\d+(?:\.\d+)* ?[kKmMgGtTpP]?[iI]?[bB]?$/, what: 'a size such as 64m' },
};

/** What is wrong with its fields together. */
function* judgeWhole({ type, fields }: Mount, flag: Flag, workdir: string | undefined): Generator<Problem> {
  const has = (name: string): boolean => (fields.get(name)?.value.text ?? '') !== '';
  const refused = (message: string): Problem => ({ at: flag.span, message });
  if (type === 'bind' || type === 'tmpfs')
    for (const name of ['mode', 'uid', 'gid'])
      if (fields.has(name)) yield refused(`a mount of type ${type} has no ${name}`);
  if (fields.has('sharing') && type !== 'cache')
    yield refused(`sharing is for mounts of type cache, not ${type}`);
  if (type === 'secret') {
    if (has('from')) yield refused('a mount of type secret has no from');
    if (!has('source') && !has('target') && !has('id')) yield refused('a mount of type secret needs an id');
    if (has('source') && has('id')) yield refused('a mount of type secret has an id or a source, not both');
  } else if (type !== 'ssh' && workdir === '/' && !has('target'))
    yield refused(`a mount of type ${type} needs a target where the working directory is /`);
}

/** A field that no mount has, with the nearest as a repair. */
function unknownField({ name, value }: Field, flag: Flag): Problem {
  const near = nearest(name, KNOWN);
  return {
    at: flag.value!.span,
    message: `a mount has no ${show(name)}${near ? `; did you mean ${near}?` : ''}`,
    ...(near && value.span.start > flag.value!.span.start
      ? { fix: write({ start: value.span.start - 1 - name.length, end: value.span.start - 1 }, near) }
      : {}),
  };
}

/** A word that must be one of a few, with the nearest as a repair. */
function choice({ text, span }: Word, name: string, known: readonly string[]): Problem {
  const near = nearest(text, known);
  return {
    at: span,
    message: `--mount=${name} takes ${known.join(' or ')}, not ${show(text)}`,
    ...(near === undefined ? {} : { fix: write(span, near) }),
  };
}

const write = (span: Word['span'], text: string): NonNullable<Problem['fix']> => ({
  title: `write ${text}`,
  safe: false,
  edits: [{ span, text }],
  changes: factNames,
});
