import { Disk } from './disk.ts';
import { type JudgedFile, judgeFile } from './file.ts';
import type { OpenFile, Project } from './project.ts';

/** What judging by one policy needs. */
export type Bench = Pick<Project, 'request' | 'policy' | 'rules'>;

/** Files by their numbers, opened when they are wanted. */
export interface Files {
  readonly length: number;
  at(number: number): Omit<OpenFile, 'stdin'> | undefined;
}

/** Runs the rules over the files whose numbers `take` gives, until it gives one that no file has. By number. */
export function judgeEach(
  { request, policy, rules }: Bench,
  files: Files,
  take: () => number,
): Map<number, JudgedFile> {
  const { cwd, shellcheck } = request;
  const total = files.length;
  const disk = new Disk();
  const judged = new Map<number, JudgedFile>();
  for (let number = take(); number < total; number = take()) {
    const { source, absolute } = files.at(number)!;
    request.onProgress?.({ done: number, total, path: source.path });
    judged.set(number, judgeFile(source, { policy, rules, cwd, absolute, disk, shellcheck }));
  }
  return judged;
}
