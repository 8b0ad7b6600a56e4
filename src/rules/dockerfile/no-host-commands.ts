import type { Command } from '../../dockerfile/build-types.ts';
import { mountField } from '../../dockerfile/stages.ts';
import { dockerfileRule } from '../rule.ts';
import { type Run, runsOf } from '../support/runs.ts';

/** A build has no machine, no terminal and no network of its own to look after. */
export const noHostCommands = dockerfileRule({
  name: 'no-host-commands',
  title: 'Leave out commands that have no sense in a build',
  severity: 'low',
  set: 'strict',
  aliases: ['DL3001'],
  help: 'remove the command, or do its work when the container runs or on the host',
  fixable: false,

  *check(build) {
    for (const run of runsOf(build)) {
      const begins = startsSomething(run);
      for (const command of run.commands) {
        const why = Object.hasOwn(kinds, command.name)
          ? kinds[command.name]!(command, run, begins)
          : undefined;
        if (why) yield { at: command.words[0]!.span, message: `${command.name}: ${why}` };
      }
    }
  },
});

/** Why a command has no sense; `begins` says whether the RUN starts something in the background. */
type Reason = (command: Command, run: Run, begins: boolean) => string | false;

const machine: Reason = () => 'there is no machine to stop or start';
const editor: Reason = ({ words, pipeline }) =>
  pipeline.index === 0 &&
  !words.some(({ value }) => /^(?:\+.*|-[cesES].*|--(?:headless|cmd|batch|version|help).*)$/.test(value)) &&
  'nobody is there to type in a build';
/** Looking at processes is for something that the RUN has begun itself, or for a number that it works with. */
const watcher: Reason = ({ within, pipeline }, _, begins) =>
  within !== 'substitution' &&
  pipeline.length === 1 &&
  !begins &&
  'a build has no processes but this one to look at';
const stopper: Reason = (command, { commands }) =>
  commands[0] === command && 'no process of an earlier RUN is still there';
const mounter: Reason = ({ words }, { instruction }) =>
  words.length > 1 &&
  !instruction.flags.some(({ name, value }) => name === 'security' && value?.text === 'insecure') &&
  'a build may not mount, and mounts end with their RUN: use RUN --mount';
const network: Reason = ({ words }) =>
  words.length > 1 &&
  'the network of a build is not that of the container, and its settings end with the RUN';
const kernel: Reason = () => 'a build shares the kernel of its host and may not change it';
const setting: Reason = (command, run, begins) =>
  command.words.some(({ value }) => value === '-w' || value === '-p' || /^[\w.]+=/.test(value)) &&
  kernel(command, run, begins);
const remote: Reason = ({ words }, { instruction }) =>
  words.length > 1 &&
  !words.some(({ value }) => value === '-V') &&
  !instruction.flags.some(
    (flag) => flag.name === 'mount' && /^(?:ssh|secret)$/.test(mountField(flag, 'type')?.text ?? ''),
  ) &&
  'a build has no keys to log in with, unless they lie in the image: use RUN --mount=type=ssh';

const startsSomething = ({ commands }: Run): boolean =>
  commands.some(({ after, name }) => after === '&' || name === 'service' || name.endsWith('ctl'));

const kinds: Readonly<Record<string, Reason>> = {
  shutdown: machine,
  reboot: machine,
  poweroff: machine,
  halt: machine,
  vi: editor,
  vim: editor,
  nvim: editor,
  nano: editor,
  emacs: editor,
  top: watcher,
  htop: watcher,
  ps: watcher,
  free: watcher,
  uptime: watcher,
  kill: stopper,
  killall: stopper,
  pkill: stopper,
  mount: mounter,
  umount: mounter,
  swapon: mounter,
  swapoff: mounter,
  ifconfig: network,
  iptables: network,
  ip6tables: network,
  ufw: network,
  hostname: network,
  hostnamectl: network,
  modprobe: kernel,
  insmod: kernel,
  sysctl: setting,
  ssh: remote,
};
