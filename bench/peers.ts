import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Call } from './measure.ts';

/** A tool that judges the same files: how to have it read those below a folder, all in one run. */
export interface Peer {
  readonly name: string;
  /** Whether it passes the scripts of RUN to ShellCheck, as `plimsoll check` does when it finds one. */
  readonly shellcheck: boolean;
  call(program: string, folder: string, files: readonly string[]): Call;
}

/** Its output is JSON and its exit code says nothing of findings, so that all do the same work. */
export const peers: readonly Peer[] = [
  {
    name: 'hadolint',
    shellcheck: true,
    call: (program, _, files) => ({ command: program, args: ['--no-fail', '--format', 'json', ...files] }),
  },
  {
    name: 'trivy',
    shellcheck: false,
    call: (program, folder) => ({
      command: program,
      args: ['config', '--skip-check-update', '--quiet', '--format', 'json', folder],
    }),
  },
  {
    name: 'tally',
    shellcheck: true,
    call: (program, _, files) => ({
      command: program,
      args: [
        'lint',
        '--no-config',
        '--slow-checks',
        'off',
        '--fail-level',
        'none',
        '--format',
        'json',
        ...files,
      ],
    }),
  },
];

/** Those that judge manifests. `kube-score` has no mind for Compose files. */
export const manifestPeers: readonly Peer[] = [
  peers.find(({ name }) => name === 'trivy')!,
  {
    name: 'kube-linter',
    shellcheck: false,
    call: (program, folder) => ({ command: program, args: ['lint', '--format', 'json', folder] }),
  },
  {
    name: 'kube-score',
    shellcheck: false,
    call: (program, _, files) => ({
      command: program,
      args: ['score', '--output-format', 'json', ...files.filter((file) => !file.endsWith('compose.yaml'))],
    }),
  },
];

/** Where a program is: on the PATH or in /opt/peers. Shims that start an interpreter first are looked through. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/opt/peers'];
  const found = folders.map((folder) => join(folder, name)).find(isProgram);
  return found?.includes('/.pyenv/shims/') ? said('pyenv', ['which', name]) : found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const said = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** The version that a program tells of itself, or nothing. */
export function versionOf(program: string): string {
  for (const ask of ['--version', 'version'])
    try {
      const version = /\d+\.\d+(?:\.\d+)?/.exec(said(program, [ask]))?.[0];
      if (version) return version;
    } catch {
      // It is asked in the other way.
    }
  return '';
}
