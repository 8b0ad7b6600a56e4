/** Everything that the entries run: in what is published, one script (src/load.ts). */
import type { Answer, Task } from './scan/help.ts';
import type { CheckRequest } from './scan/types.ts';

export { fail, main, processWorld } from './commands/main.ts';

/** What a thread does that helps to judge. */
export async function help(request: CheckRequest, asked: Promise<Task>): Promise<Answer> {
  return (await import('./scan/help.ts')).help(request, asked);
}
