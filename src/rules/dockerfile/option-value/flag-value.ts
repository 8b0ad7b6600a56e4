import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Build } from '../../../dockerfile/build-types.ts';
import { knownFlags } from '../../../dockerfile/instructions.ts';
import type { Flag, Instruction, Word } from '../../../dockerfile/tree.ts';
import { nearest } from '../../support/nearest.ts';
import { part } from '../../support/parts.ts';
import { show } from '../../support/show.ts';
import { judgeMount } from './mounts.ts';

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
  if (!value || value.text === '') {
    // A switch may stand alone, but not with an equals sign and nothing behind it.
    if (SWITCHES.has(name) ? build.source.slice(span).includes('=') : !value)
      yield { at: span, message: `--${name} of ${keyword} needs a value` };
    if (!value || SWITCHES.has(name)) return;
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
    } else if (keyword === 'ADD' && instruction.sources.length > 1) {
      yield { at: span, message: '--checksum is of one file, and there are several sources' };
    }
  } else if (name === 'platform') {
    if (!isPlatform(text))
      yield {
        at: value.span,
        message: `${show(text)} is no platform: os/architecture, or os/architecture/variant`,
      };
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

/** As containerd reads platforms: up to three parts, the system's version in parentheses behind its name. */
const isPlatform = (text: string): boolean =>
  text === '' || text.includes('$') || /^[\w.-]+(?:\([\w.-]*(?:\+[\w.-]+)*\))?(?:\/[\w.-]+){0,2}$/.test(text);

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
