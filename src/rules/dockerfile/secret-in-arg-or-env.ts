import type { Fix } from '../../core/edit.ts';
import type { Severity } from '../../core/severity.ts';
import type { Build, Instruction } from '../../dockerfile/build-types.ts';
import type { KeyValue } from '../../dockerfile/tree.ts';
import { secretName } from '../../secrets/names.ts';
import { isExample } from '../../secrets/patterns.ts';
import { dockerfileRule } from '../rule.ts';
import { insertAfter, removeLines } from '../support/edits.ts';

/** ENV is in the image's configuration for everyone to read; ARG is in its history and provenance. */
export const secretInArgOrEnv = dockerfileRule({
  name: 'secret-in-arg-or-env',
  title: 'Keep secrets out of ARG and ENV',
  severity: 'high',
  set: 'recommended',
  aliases: ['SecretsUsedInArgOrEnv', 'DS-0031', 'DL3064', 'CIS-DI-0010', 'CIS-4.10'],
  help: 'use `RUN --mount=type=secret` while building, and give the running container its secrets as files',
  fixable: true,

  *check(build) {
    for (const instruction of build.all('ARG', 'ENV')) {
      if (instruction.keyword === 'LABEL') continue;
      for (const entry of instruction.entries) {
        const severity = severityOf(build, instruction, entry);
        if (!severity) continue;
        const name = entry.key.text;
        const fix = instruction.keyword === 'ARG' ? mountInstead(build, instruction, name) : undefined;
        yield {
          at: entry.key.span,
          severity,
          message:
            instruction.keyword === 'ENV'
              ? `${name} is kept in the image’s configuration, for everyone who can pull it`
              : `${name} is kept in the image’s history, for everyone who can pull it`,
          aliases: aliasesOf(name, build.isGlobal(instruction), instruction.onbuild),
          ...(fix ? { fix } : {}),
        };
      }
    }
  },
});

/** High with a value, medium for an argument that the caller gives; undefined for what is no secret after all. */
function severityOf(build: Build, instruction: Instruction, { key, value }: KeyValue): Severity | undefined {
  const strength = secretName(key.text);
  if (!strength) return undefined;
  const {
    value: text,
    complete,
    used,
  } = value ? build.expand(value, instruction) : { value: '', complete: false, used: [] };
  if (instruction.keyword === 'ARG' && !value) return strength === 'strong' ? 'medium' : undefined;
  if (complete && isHarmless(text)) return undefined;
  if (
    strength === 'weak' &&
    (used.length === 0 ? !looksRandom(text) : !used.some((name) => secretName(name)))
  )
    return undefined;
  if (isExample(text)) return 'medium';
  return 'high';
}

/** Nothing, a switch, a number, a path or URL to where the secret is, or a public key's fingerprint. */
const isHarmless = (value: string): boolean =>
  /^(?:|true|false|yes|no|on|off|none|null|\d{1,5}|\/.*|file:.*|https?:\/\/[^@]*|(?:0x)?[0-9A-Fa-f]{40}(?:\s+(?:0x)?[0-9A-Fa-f]{40})*)$/i.test(
    value,
  );

/** Letters and digits mixed, long: what a key looks like and a word does not. */
const looksRandom = (value: string): boolean =>
  value.length >= 16 && /[0-9]/.test(value) && /[A-Za-z]/.test(value) && !/[\s/]/.test(value);

/** The ids of the peers that judge a name alone. */
function aliasesOf(name: string, global: boolean, onbuild: boolean): string[] {
  const words = name.toLowerCase().split('_');
  const any = (...list: string[]) => words.some((word) => list.includes(word));
  const aliases = ['CIS-DI-0010', 'CIS-4.10'];
  const buildkit = any(
    'apikey',
    'auth',
    'credential',
    'credentials',
    'key',
    'password',
    'pword',
    'passwd',
    'secret',
    'token',
  );
  if (buildkit && !any('public', 'file', 'version') && !global && !onbuild)
    aliases.push('SecretsUsedInArgOrEnv');
  if (any('password', 'passwd', 'secret', 'token', 'key', 'apikey', 'credential', 'credentials', 'auth'))
    aliases.push('DS-0031');
  if (/password|secret|token|username|private|api_key|client_key/i.test(name)) aliases.push('DL3064');
  return aliases;
}

/**
 * An argument without default that exactly one RUN of its stage reads can be a secret mount instead.
 * The caller then gives `--secret id=…` in place of `--build-arg`, so that the repair is not a safe one.
 */
function mountInstead(build: Build, instruction: Instruction, name: string): Fix | undefined {
  if (instruction.keyword !== 'ARG' || instruction.entries.length > 1 || instruction.entries[0]!.value)
    return undefined;
  if (instruction.onbuild || build.isGlobal(instruction) || oldSyntax(build)) return undefined;
  const stage = build.stageOf(instruction);
  const pattern = new RegExp(`\\$\\{?${name}\\b`);
  const users = stage.instructions.filter(
    (other) => other !== instruction && pattern.test(build.source.slice(other.span)),
  );
  const elsewhere = build.stages.some((other) => other.parent === stage);
  const [run] = users;
  if (
    users.length !== 1 ||
    elsewhere ||
    run?.keyword !== 'RUN' ||
    run.heredocs.length > 0 ||
    run.command.form === 'exec'
  )
    return undefined;
  const mount = ` --mount=type=secret,id=${name.toLowerCase()},env=${name}`;
  return {
    title: `mount the secret ${name.toLowerCase()} in the RUN that reads it; build with --secret id=${name.toLowerCase()},env=${name}`,
    safe: false,
    edits: [removeLines(build.source, instruction.span), insertAfter(run.name.span, mount)],
  };
}

/** `env=` of secret mounts came with version 1.10 of the Dockerfile syntax. */
function oldSyntax({ dockerfile }: Build): boolean {
  const syntax = dockerfile.directives.find(({ name }) => name === 'syntax')?.value ?? '';
  const version = /:(\d+)\.(\d+)/.exec(syntax);
  return version !== null && Number(version[1]) === 1 && Number(version[2]) < 10;
}
