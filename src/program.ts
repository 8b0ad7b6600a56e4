/** Everything that the entries run: in what is published, one script (src/load.ts). */
import type { JudgeAnswer, JudgeTask } from './scan/judge-worker.ts';

export { fail, main, processWorld } from './commands/main.ts';

/** What a thread does that helps to judge. */
export async function judgeTask(task: JudgeTask): Promise<JudgeAnswer> {
  return (await import('./scan/judge-worker.ts')).judgeTask(task);
}
