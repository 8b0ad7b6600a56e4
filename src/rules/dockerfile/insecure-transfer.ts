import type { Edit, Fix } from '../../core/edit.ts';
import type { Problem } from '../../core/finding.ts';
import type { Build, Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { downloadOf, isRemote } from '../support/downloads.ts';
import { removeWord, replace } from '../support/edits.ts';
import { removeEntry } from '../support/env-entry.ts';
import { type Insecure, insecureOptions, insecureVariables } from '../support/insecure.ts';
import { type Run, runsOf } from '../support/runs.ts';
import { type Setting, settingsOf } from '../support/settings.ts';
import { textMatches } from '../support/text.ts';
import { verifies } from '../support/verification.ts';

/** Certificates that are not looked at, and transfers without any. */
export const insecureTransfer = dockerfileRule({
  name: 'insecure-transfer',
  title: 'Check who is at the other end of a transfer',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'remove it; where a certificate is your own, install it as a trusted one',
  fixable: true,

  *check(build) {
    for (const run of runsOf(build)) {
      let verified: boolean | undefined;
      const isVerified = (): boolean => {
        verified ??= run.commands.some(verifies);
        return verified;
      };
      for (const command of run.commands) yield* weakened(build, command, isVerified);
      yield* plain(run, isVerified);
    }
    yield* variables(build);
    for (const { span, text } of textMatches(build, inFiles, hints)) {
      yield {
        at: span,
        severity: 'medium',
        message: `“${text}” lets anybody on the way be the server`,
        help: /^strict/i.test(text)
          ? 'put the server’s key into known_hosts, and remove it'
          : 'remove it; where a certificate is your own, install it as a trusted one',
      };
    }
  },
});

const hints = ['stricthostkeychecking', 'sslverify', 'verify-peer', 'check_certificate'];

const inFiles =
  /\bStrictHostKeyChecking[ =]["']?no\b|(?<![\w.=])sslverify[ \t]*=[ \t]*(?:0|false)\b|\bVerify-Peer[ \t]+\\?["']?false\b|^[ \t]*check_certificate[ \t]*=[ \t]*off\b/gim;

function weakened(build: Build, command: Command, isVerified: () => boolean): Problem[] {
  const all = insecureOptions(command);
  if (all.length === 0) return [];
  const download = downloadOf(command);
  if (download && download.urls.length > 0 && !download.urls.some(({ value }) => isRemote(value))) return [];
  return all.map((insecure) => ({
    at: { start: insecure.words[0]!.span.start, end: insecure.words.at(-1)!.span.end },
    message: `with ${insecure.what}, ${command.name} takes any server for the right one`,
    ...(download && isVerified() ? { severity: 'low' as const } : {}),
    ...(insecure.removable && command.shell ? { fix: removal(build, insecure) } : {}),
  }));
}

const removal = (build: Build, { what, words, leaves }: Insecure): Fix => ({
  title: `remove ${what}`,
  safe: false,
  edits:
    leaves === undefined
      ? words.map((word): Edit => removeWord(build.source, word.span))
      : [replace(words[0]!.span, leaves)],
});

/** What is downloaded or cloned without TLS, in a RUN that compares nothing. */
function* plain({ commands }: Run, isVerified: () => boolean): Iterable<Problem> {
  for (const command of commands) {
    const urls =
      downloadOf(command)?.urls ?? (command.name === 'git' && clones(command) ? command.words : []);
    const url = urls.find(
      ({ value }) => /^(?:http|ftp|git):\/\//i.test(value) && isRemote(value) && isPublic(value),
    );
    if (!url) continue;
    if (isVerified()) return;
    yield {
      at: url.span,
      severity: 'medium',
      message: `anybody on the way may change what ${command.name} gets from ${url.value.replace(/[?#].*$/s, '')}`,
      help: 'use https, or compare a checksum in the same RUN',
    };
  }
}

const clones = ({ words }: Command): boolean =>
  words.some(({ value }) => value === 'clone' || value === 'fetch');

/** Not an address of one’s own network: those rarely have certificates. */
const isPublic = (url: string): boolean => {
  const host = /^[a-z]+:\/\/(?:[^@/]*@)?([^/:?#]*)/i.exec(url)?.[1] ?? '';
  return (
    /[.$]/.test(host) &&
    !/\.(?:local|internal|lan|intra|corp|home|svc|localdomain|test)$/i.test(host) &&
    !/^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\./.test(host)
  );
};

function* variables(build: Build): Iterable<Problem> {
  for (const setting of settingsOf(build, insecureVariables)) {
    const { from, name, value } = setting;
    // In a script it is found by its text.
    const told = name === 'GIT_SSH_COMMAND' && !from;
    if (told || !insecureVariables.get(name)!.test(value)) continue;
    yield {
      at: setting.span,
      message: `${name}=${value} ${from?.instruction.keyword === 'ENV' ? 'in every container of this image ' : ''}lets anybody on the way be the server`,
      ...(from ? withFix(build, from, name) : {}),
    };
  }
}

function withFix(
  build: Build,
  { instruction, entry }: NonNullable<Setting['from']>,
  name: string,
): { fix?: Fix } {
  if (instruction.keyword !== 'ENV' || instruction.onbuild) return {};
  return {
    fix: {
      title: `remove ${name}`,
      safe: false,
      edits: [removeEntry(build.source, instruction, entry)],
      changes: ['environment'],
    },
  };
}
