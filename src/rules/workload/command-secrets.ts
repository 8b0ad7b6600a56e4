import type { Site } from '../../core/site.ts';
import { secretName } from '../../secrets/names.ts';
import { isExample } from '../../secrets/patterns.ts';
import { readShell } from '../../shell/read.ts';
import type { CommandUse, Container } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { credentialWord } from '../support/credentials.ts';
import { isUnixShell } from '../support/shells.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A command line is read by everyone who reads the manifest, or lists the processes of the host. */
export const commandSecrets = workloadRule({
  name: 'command-secrets',
  title: 'Put no passwords on command lines of containers',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  tags: ['NSA-CISA: secrets'],
  help: 'let the program read it from a file that is mounted as a secret, or from a variable that is taken from one',
  fixable: false,

  *check({ workload }) {
    for (const container of workload.containers) {
      for (const use of usesOf(container)) {
        for (const { at, name } of credentialsIn(use))
          yield {
            at,
            message: `${nameOf(container)} gives a password to ${name} on the command line: whoever can read this file, or list the processes of the host, has it`,
            ...(workload.format === 'compose' ? { severity: 'medium' as const } : {}),
          };
      }
    }
  },
});

const usesOf = ({ entrypoint, command, probes, hooks }: Container): CommandUse[] =>
  [
    entrypoint,
    command,
    ...[probes.health, probes.liveness, probes.readiness, probes.startup].map((probe) => probe?.command),
    ...[hooks.postStart, hooks.preStop, ...(hooks.more ?? [])].map((hook) => hook?.command),
  ].filter((use) => use !== undefined);

interface Credential {
  readonly name: string;
  readonly at: Site;
}

function* credentialsIn({ words, shell }: CommandUse): Generator<Credential> {
  const [first] = words;
  if (!first) return;
  const name = first.value.startsWith('-') ? 'the program' : first.value.replace(/^.*\//, '');
  const flag = isUnixShell(name) ? words.findIndex(({ value }) => /^-[a-z]*c$/.test(value)) : -1;
  const script = shell ? first : flag > 0 ? words[flag + 1] : undefined;
  if (!script) {
    const word = credentialWord(name, words);
    if (word && !word.interpolated && isLiteral(word.value)) yield { name, at: word.at };
    return;
  }
  if (script.interpolated) return;
  const { commands } = readShell({ text: script.value, span: (start, end) => ({ start, end }) });
  for (const command of commands) {
    const word = credentialWord(command.name, command.words);
    if (word && word.variables.length === 0 && isLiteral(word.value))
      yield { name: command.name, at: script.at };
  }
}

/** Neither a stand-in, nor a variable, nor where it is read from. */
function isLiteral(word: string): boolean {
  const text = word.replace(/^--?[a-z0-9-]+=|^-p(?=.)/i, '');
  return text.length > 3 && !/^[-@/]|[$`]|^\w+:$/.test(text) && !isExample(text) && !isWord(text);
}

/** `--token TOKEN`, `--password password`: a name for what belongs there. */
const isWord = (text: string): boolean => /^[A-Z_]+$|^<.*>$/.test(text) && secretName(text) !== undefined;
