import type { Fix } from '../../core/edit.ts';
import type { Build, Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';

/** Another shell behind `/bin/sh` changes what every script of the system means. */
export const shellNotLink = dockerfileRule({
  name: 'shell-not-link',
  title: 'Choose the shell with SHELL, not by replacing /bin/sh',
  severity: 'medium',
  set: 'strict',
  aliases: ['DL4005'],
  help: 'use SHELL ["/bin/bash", "-c"]',
  fixable: true,

  *check(build) {
    for (const command of build.commands('ln', 'cp', 'mv')) {
      const operands = command.words.slice(1).filter(({ value }) => !value.startsWith('-'));
      const [from, to] = operands;
      if (operands.length !== 2 || !/^\/(usr\/)?bin\/sh$/.test(to!.value)) continue;
      const fix = fixFor(command, from!.value, build);
      yield {
        at: command.span,
        message: `${command.name} puts ${from!.value} in the place of ${to!.value}, for every script of the image`,
        aliases: command.name === 'ln' ? ['DL4005'] : [],
        ...(fix ? { fix } : {}),
      };
    }
  },
});

/** When the RUN does nothing else, SHELL takes its place. */
function fixFor(command: Command, shell: string, build: Build): Fix | undefined {
  const { instruction } = command;
  const name = shell.replace(/^.*\//, '');
  const alone = build.commandsOf(instruction).length === 1 && instruction.flags.length === 0;
  if (!alone || !/^(bash|zsh|ksh|dash|ash)$/.test(name)) return undefined;
  const path = shell.startsWith('/') ? shell : `/bin/${name}`;
  return {
    title: `use SHELL ["${path}", "-c"]`,
    safe: false,
    edits: [{ span: instruction.span, text: `SHELL ["${path}", "-c"]` }],
    changes: ['shell', 'command', 'entrypoint', 'health', 'tools'],
  };
}
