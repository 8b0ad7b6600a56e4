/** What `restart` takes: the restart policies of the engine. */
export const RESTARTS = ['no', 'always', 'on-failure', 'unless-stopped'] as const;

/**
 * Whether Compose and the engine take this as `restart`. Compose hands the words of `deploy.restart_policy` on here as
 * well, and a count that is no number as 0; the engine lets only on-failure have a count, and none below 0
 * (`getRestartPolicy` of Compose, `ValidateRestartPolicy` of the engine).
 */
export function isRestart(word: string): boolean {
  const [name = '', count = ''] = word.split(':');
  const attempts = /^[-+]?\d+$/.test(count) ? Number(count) : 0;
  if (name === '') return true;
  return name === 'on-failure' ? attempts >= 0 : WITHOUT_COUNT.has(name) && attempts === 0;
}

const WITHOUT_COUNT: ReadonlySet<string> = new Set(['no', 'none', 'always', 'any', 'unless-stopped']);
