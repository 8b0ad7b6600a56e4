import { quietEnvironment } from './quiet.ts';
import type { Command } from './run.ts';
import type { RenderOptions } from './types.ts';

/** The release whose admission `workload/admission` follows. */
const KUBERNETES = '1.37.0';
const TIMEOUT = 30_000;

/**
 * The command that renders a chart.
 * @param chart the chart's folder
 * @param name what the release is called when the options do not say so
 * @param home a folder for what Helm would write into the user's home
 * @param values files with values, the last of which goes before the others
 */
export function templateCommand(
  program: string,
  chart: string,
  name: string,
  home: string,
  values: readonly string[],
  options: RenderOptions,
): Command {
  const { set = [], kubeVersion = KUBERNETES, timeout = TIMEOUT } = options;
  const release = options.name ?? releaseName(name);
  return {
    program,
    args: [
      'template',
      release,
      chart,
      ...['--namespace', options.namespace ?? release],
      ...['--kube-version', kubeVersion],
      ...values.flatMap((file) => ['--values', file]),
      ...set.flatMap((one) => ['--set', one]),
    ],
    cwd: home,
    env: quietEnvironment(options.env, home),
    timeout,
  };
}

/** A release's name has at most 53 characters, and only those of a host's name. */
function releaseName(name: string): string {
  const clean = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 53);
  return clean.replace(/^-+|-+$/g, '') || 'release';
}
