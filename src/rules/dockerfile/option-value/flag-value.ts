import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Build } from '../../../dockerfile/build-types.ts';
import { knownFlags } from '../../../dockerfile/instructions.ts';
import { mountFields } from '../../../dockerfile/stages.ts';
import type { Flag, Instruction, Word } from '../../../dockerfile/tree.ts';
import { nearest } from '../../support/nearest.ts';
import { part } from '../../support/parts.ts';
import { show } from '../../support/show.ts';

/** A flag that BuildKit knows, with a value that it refuses. */
export const flagValue = part({
  severity: 'high',
  aliases: [],
  help: 'correct the flag: the builder refuses it',

  *check(build) {
    for (const instruction of build.all('FROM', 'RUN', 'COPY', 'ADD', 'HEALTHCHECK')) {
      const seen = new Set<string>();
      for (const flag of instruction.flags) {
        if (!(knownFlags[instruction.keyword] ?? []).includes(flag.name)) continue;
        if (seen.has(flag.name) && !REPEATABLE.has(flag.name)) {
          yield { at: flag.span, message: `--${flag.name} is given twice` };
        }
        seen.add(flag.name);
        yield* judge(flag, instruction, build);
      }
    }
  },
});

const REPEATABLE: ReadonlySet<string> = new Set(['mount', 'exclude', 'device']);
const SWITCHES: ReadonlySet<string> = new Set(['link', 'parents', 'keep-git-dir', 'unpack']);

function* judge(flag: Flag, instruction: Instruction, build: Build): Iterable<Problem> {
  const { keyword } = instruction;
  const { name, value, span } = flag;
  if (!value) {
    if (!SWITCHES.has(name)) yield { at: span, message: `--${name} of ${keyword} needs a value` };
    return;
  }
  const text = value.text.replace(/^(["'])(.*)\1$/, '$2');
  if (SWITCHES.has(name)) {
    if (!/^(true|false)?$/i.test(text)) yield choice(value, name, text, ['true', 'false']);
  } else if (name === 'network') {
    if (!NETWORKS.includes(text)) yield choice(value, name, text, NETWORKS);
  } else if (name === 'security') {
    if (!SECURITY.includes(text)) yield choice(value, name, text, SECURITY);
  } else if (name === 'chmod') {
    if (!isMode(text))
      yield { at: value.span, message: `--chmod takes an octal mode such as 0755, not ${show(text)}` };
  } else if (name === 'checksum') {
    if (!isDigest(text)) {
      yield { at: value.span, message: `${show(text)} is no checksum: sha256: and 64 hexadecimal digits` };
    } else if (keyword === 'ADD' && instruction.sources.every(isLocal)) {
      yield {
        at: span,
        message: '--checksum is for what is downloaded: the sources are files of the context',
      };
    }
  } else if (name === 'mount' && keyword === 'RUN') yield* judgeMount(flag, build.workdirAt(instruction));
}

const NETWORKS = ['default', 'none', 'host'];
const SECURITY = ['sandbox', 'insecure'];

/** Octal, or as chmod has it: `u=rwX,go=rX`. */
const isMode = (text: string): boolean =>
  text === '' ||
  text.includes('$') ||
  /^0*[0-7]{1,4}$/.test(text) ||
  /^[ugoa]*[-+=][rwxXstugo,=+\-a]*$/.test(text);

const isLocal = ({ text }: Word): boolean => !/[$]|:\/\/|^["']?git@/.test(text);

const isDigest = (text: string): boolean =>
  text === '' ||
  text.includes('$') ||
  /^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/.test(text) ||
  /^[0-9a-f]{40}$/.test(text);

/** A word that must be one of a few, with the nearest as a repair. */
function choice(word: Word, name: string, text: string, known: readonly string[]): Problem {
  const near = nearest(text, known);
  return {
    at: word.span,
    message: `--${name} takes ${known.join(' or ')}, not ${show(text)}`,
    ...(near === undefined ? {} : { fix: write(word, near) }),
  };
}

const write = (word: Word, text: string): NonNullable<Problem['fix']> => ({
  title: `write ${text}`,
  safe: false,
  edits: [{ span: word.span, text }],
  changes: factNames,
});

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const SHARING = ['shared', 'private', 'locked'];
const FIELDS =
  'type from source src target dst destination readonly ro readwrite rw id sharing required size mode uid gid env'.split(
    ' ',
  );

/** Without a target, the working directory is mounted over, which must not be the root. */
function* judgeMount(flag: Flag, workdir: string | undefined): Iterable<Problem> {
  const fields = mountFields(flag);
  const field = (...names: string[]) => fields.find(({ name }) => names.includes(name))?.value;
  for (const { name, value } of fields) {
    if (name.includes('$') || FIELDS.includes(name)) continue;
    const near = nearest(name, FIELDS);
    yield {
      at: flag.value!.span,
      message: `a mount has no ${show(name)}${near ? `; did you mean ${near}?` : ''}`,
      ...(near && value.span.start > flag.value!.span.start
        ? { fix: write({ text: name, span: keySpan(value, name) }, near) }
        : {}),
    };
  }
  const type = field('type');
  if (type && !type.text.includes('$') && !TYPES.includes(type.text.toLowerCase())) {
    yield choice(type, 'mount=type', type.text, TYPES);
  } else if (workdir === '/' && needsTarget(type?.text) && !field('target', 'dst', 'destination')) {
    yield {
      at: flag.span,
      message: `a mount of type ${type?.text ?? 'bind'} needs a target where the working directory is /`,
    };
  } else if (type?.text === 'secret' && !field('id', 'target', 'dst', 'destination', 'source', 'src')) {
    yield { at: flag.span, message: 'a mount of type secret needs an id' };
  }
  const sharing = field('sharing');
  if (sharing && !sharing.text.includes('$') && !SHARING.includes(sharing.text.toLowerCase())) {
    yield choice(sharing, 'mount=sharing', sharing.text, SHARING);
  }
}

const needsTarget = (type = 'bind'): boolean => ['bind', 'cache', 'tmpfs'].includes(type.toLowerCase());

/** Where the name before `=` stands. */
const keySpan = ({ span }: Word, name: string) => ({
  start: span.start - 1 - name.length,
  end: span.start - 1,
});
