import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../program.ts';

/**
 * The environment of a program that renders: a home of its own, no cluster, no plugins, no other program
 * (`git`, say), no way out to the network, and nothing else of what the user's environment holds.
 */
export function quietEnvironment(env: Environment, home: string): Environment {
  const own = (name: string): string => {
    const folder = join(home, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  const nowhere = 'http://127.0.0.1:9';
  return {
    PATH: own('bin'),
    ...(env.SystemRoot === undefined ? {} : { SystemRoot: env.SystemRoot }),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: own('tmp'),
    TEMP: own('tmp'),
    XDG_CONFIG_HOME: own('config'),
    XDG_CACHE_HOME: own('cache'),
    XDG_DATA_HOME: own('data'),
    HELM_CONFIG_HOME: own('config'),
    HELM_CACHE_HOME: own('cache'),
    HELM_DATA_HOME: own('data'),
    HELM_PLUGINS: own('plugins'),
    HELM_NO_PLUGINS: '1',
    KUBECONFIG: join(home, 'no-cluster'),
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    http_proxy: nowhere,
    https_proxy: nowhere,
    ALL_PROXY: nowhere,
  };
}
