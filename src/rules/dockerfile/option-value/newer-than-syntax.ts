import type { Problem } from '../../../core/finding.ts';
import type { Build, Instruction } from '../../../dockerfile/build-types.ts';
import { mountField } from '../../../dockerfile/stages.ts';
import type { Directive, Flag } from '../../../dockerfile/tree.ts';
import { part } from '../../support/parts.ts';
import { isSymbolic } from './modes.ts';
import { valueOf } from './values.ts';

/** An option that came after the version of the syntax that the file asks for: its frontend does not know it. */
export const newerThanSyntax = part({
  severity: 'high',
  aliases: [],
  help: 'ask for a syntax that has it: # syntax=docker/dockerfile:1',

  *check(build) {
    const syntax = syntaxOf(build);
    if (!syntax) return;
    for (const instruction of build.all('RUN', 'COPY', 'ADD')) {
      for (const flag of instruction.flags) {
        if (flag.name === 'device' && instruction.keyword === 'RUN') yield onlyInLabs(flag);
        const late = syntax.minor < NEWEST ? lateness(flag, instruction, build) : undefined;
        if (late && late.since > syntax.minor) yield problem(flag, late, syntax);
      }
    }
  },
});

/** A stable version of Docker's syntax. */
interface Syntax {
  /** `20` of `docker/dockerfile:1.20`; the builder's own, and `:1`, are the newest. */
  readonly minor: number;
  readonly directive?: Directive;
}

/** Undefined for the labs channel, which has what comes later, and for syntaxes of others. */
function syntaxOf({ dockerfile }: Build): Syntax | undefined {
  const directive = dockerfile.directives.find(({ name }) => name === 'syntax');
  if (!directive) return { minor: Number.POSITIVE_INFINITY };
  const [found, minor] = STABLE.exec(directive.value) ?? [];
  if (found === undefined) return undefined;
  return { minor: minor === undefined ? Number.POSITIVE_INFINITY : Number(minor), directive };
}

const STABLE =
  /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::(?:1|latest|1\.(\d{1,3})(?:\.\d+)?))?(?:@.*)?$/;

/** What came late, and with which minor version. */
interface Lateness {
  readonly what: string;
  readonly since: number;
}

function lateness(flag: Flag, instruction: Instruction, build: Build): Lateness | undefined {
  const since = SINCE[instruction.keyword]?.[flag.name];
  if (since === undefined) return undefined;
  if (flag.name === 'mount' && mountField(flag, 'env'))
    return { what: 'env of a secret mount', since: ENV_SINCE };
  const mode = flag.name === 'chmod' && flag.value ? valueOf(flag.value, instruction, build) : undefined;
  if (mode && isSymbolic(mode)) return { what: `--chmod by letters, such as ${mode},`, since: LETTERS_SINCE };
  return { what: `--${flag.name} of ${instruction.keyword}`, since };
}

/** Source: Dockerfile reference, “Minimum Dockerfile version” of the options of each instruction. */
const SINCE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  RUN: { mount: 2, network: 3, security: 20 },
  COPY: { chmod: 2, link: 4, exclude: 19, parents: 20 },
  ADD: { 'keep-git-dir': 1, chmod: 2, link: 4, checksum: 6, unpack: 17, exclude: 19 },
};
const ENV_SINCE = 10;
const LETTERS_SINCE = 14;
const NEWEST = 20;

function problem({ span }: Flag, { what, since }: Lateness, { minor, directive }: Syntax): Problem {
  const at = directive!.value.lastIndexOf(`:1.${minor}`);
  const place = directive!.valueSpan.start + at + 1;
  const isPinned = directive!.value.includes('@');
  return {
    at: span,
    message: `${what} came with version 1.${since} of the Dockerfile syntax, and this file asks for 1.${minor}`,
    help: `ask for a syntax that has it: # syntax=docker/dockerfile:1.${since}`,
    ...(isPinned
      ? {}
      : {
          fix: {
            title: `ask for version 1.${since} of the syntax`,
            safe: false,
            edits: [{ span: { start: place, end: directive!.valueSpan.end }, text: `1.${since}` }],
          },
        }),
  };
}

const onlyInLabs = ({ span }: Flag): Problem => ({
  at: span,
  message: 'the stable Dockerfile syntax refuses --device: only the labs channel has it',
  help: 'ask for the labs channel: # syntax=docker/dockerfile:1-labs',
});
