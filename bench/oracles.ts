import { join } from 'node:path';
import { run } from './measure.ts';
import { findProgram } from './peers.ts';

/** One finding: an id of a peer at a line of a file; line 0 where there is none. */
export interface Said {
  readonly id: string;
  readonly path: string;
  readonly line: number;
}

/** All that a peer says of a folder's files, and the files that it could not read. */
export interface Opinion {
  readonly said: readonly Said[];
  readonly unread: ReadonlySet<string>;
}

/** A peer whose findings can be told from ours by the ids that it owns. */
export interface Oracle {
  readonly name: string;
  owns(id: string): boolean;
  /** Undefined when the program is not found. Paths are relative to the folder. */
  ask(folder: string, files: readonly string[]): Promise<Opinion | undefined>;
}

export const oracles: readonly Oracle[] = [
  {
    name: 'hadolint',
    owns: (id) => id.startsWith('DL'),
    async ask(folder, files) {
      const program = findProgram('hadolint');
      return program === undefined ? undefined : hadolint(program, folder, files);
    },
  },
  {
    name: 'trivy',
    owns: (id) => id.startsWith('DS-'),
    async ask(folder, files) {
      const program = findProgram('trivy');
      return program === undefined ? undefined : trivy(program, folder, files);
    },
  },
  {
    name: 'buildkit-lint',
    owns: (id) => /^[A-Z]+[a-z]/.test(id),
    async ask(folder, files) {
      const program = findProgram('buildkit-lint');
      return program === undefined ? undefined : buildkit(program, folder, files);
    },
  },
];

/** With all of its rules on. One file may bring it down and take the others' findings with it: halves are tried. */
async function hadolint(program: string, folder: string, files: readonly string[]): Promise<Opinion> {
  const args = [
    '--no-fail',
    '--format',
    'json',
    '--no-color',
    '--info',
    'DL1001',
    '--info',
    'DL3057',
    ...files,
  ];
  const output = await run({ command: program, args, cwd: folder }).catch(() => '');
  if (!output.trimStart().startsWith('[')) {
    if (files.length <= 1) return { said: [], unread: new Set(files) };
    const half = files.length >> 1;
    const parts = [files.slice(0, half), files.slice(half)];
    const opinions = await Promise.all(parts.map((part) => hadolint(program, folder, part)));
    return {
      said: opinions.flatMap(({ said }) => said),
      unread: new Set(opinions.flatMap(({ unread }) => [...unread])),
    };
  }
  const found = JSON.parse(output) as { code: string; file: string; line: number }[];
  return {
    said: found
      .filter(({ code }) => code.startsWith('DL') && code !== 'DL1000')
      .map(({ code, file, line }) => ({ id: code, path: file, line })),
    unread: new Set(found.filter(({ code }) => code === 'DL1000').map(({ file }) => file)),
  };
}

interface TrivyReport {
  readonly Results?: readonly {
    readonly Target: string;
    readonly Misconfigurations?: readonly {
      readonly AVDID: string;
      readonly CauseMetadata: { readonly StartLine?: number };
    }[];
  }[];
}

async function trivy(program: string, folder: string, files: readonly string[]): Promise<Opinion> {
  const args = ['config', '--skip-check-update', '--quiet', '--format', 'json', '.'];
  const report = JSON.parse(await run({ command: program, args, cwd: folder })) as TrivyReport;
  const results = report.Results ?? [];
  const read = new Set(results.map(({ Target }) => Target));
  return {
    said: results.flatMap(({ Target, Misconfigurations }) =>
      (Misconfigurations ?? []).map(({ AVDID, CauseMetadata }) => ({
        id: AVDID.replace('AVD-', ''),
        path: Target,
        line: CauseMetadata.StartLine ?? 0,
      })),
    ),
    unread: new Set(files.filter((file) => !read.has(file))),
  };
}

/** BuildKit's own checks, by the program in bench/buildkit-lint, which prints a line of JSON for each finding. */
async function buildkit(program: string, folder: string, files: readonly string[]): Promise<Opinion> {
  const args = files.map((file) => join(folder, file));
  const output = await run({ command: program, args, cwd: folder });
  const found = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { file: string; rule: string; line: number })
    .map(({ file, rule, line }) => ({ id: rule, path: file.slice(folder.length + 1), line }));
  return {
    said: found.filter(({ id }) => id !== 'error'),
    unread: new Set(found.filter(({ id }) => id === 'error').map(({ path }) => path)),
  };
}
