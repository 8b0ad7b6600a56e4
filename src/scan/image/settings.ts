import type { ImageConfig } from '../../image/types.ts';
import type { Setting } from '../../report/image/types.ts';
import { masked } from '../../secrets/spans.ts';

/** What an image is set to do, by name; secrets are stars. What is a list of names is a setting for each. */
export function settingsOf(config: ImageConfig): Setting[] {
  const { healthcheck: health, shell, onBuild } = config;
  return [
    { name: 'user', value: config.user },
    { name: 'entrypoint', value: commandText(config.entrypoint) },
    { name: 'command', value: commandText(config.cmd) },
    { name: 'working directory', value: config.workingDir || '/' },
    { name: 'ports', value: config.exposedPorts.join(', ') },
    { name: 'volumes', value: config.volumes.join(', ') },
    { name: 'health check', value: health ? healthText(health) : '' },
    { name: 'stop signal', value: config.stopSignal ?? '' },
    ...(shell ? [{ name: 'shell', value: commandText(shell) }] : []),
    ...(onBuild?.length ? [{ name: 'onbuild', value: onBuild.join('; ') }] : []),
    ...lastOfEach(config.env).map(([name, value]) => ({
      name: `env ${name}`,
      value,
      text: `${name}=${value}`,
    })),
    ...Object.entries(config.labels).map(([name, value]) => ({
      name: `label ${name}`,
      value,
      text: `${name}=${value}`,
    })),
  ].map(({ name, value, ...more }) => ({
    name,
    value: 'text' in more ? masked(more.text).slice(more.text.length - value.length) : masked(value),
  }));
}

const commandText = (words: readonly string[] | null): string =>
  words === null ? '' : JSON.stringify(words).replaceAll('","', '", "');

/** The last of several counts. */
function lastOfEach(env: readonly string[]): [string, string][] {
  return [
    ...new Map(
      env.map((text): [string, string] => {
        const equals = text.indexOf('=');
        return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
      }),
    ),
  ];
}

/** Docker keeps nanoseconds; nothing and 0 are its own defaults. */
function healthText({ test, interval, timeout, retries }: NonNullable<ImageConfig['healthcheck']>): string {
  if (test[0] === 'NONE') return 'none';
  const every = [
    ...(interval ? [`every ${interval / 1e9} s`] : []),
    ...(timeout ? [`at most ${timeout / 1e9} s`] : []),
    ...(retries ? [`${retries} retries`] : []),
  ];
  return [test.slice(1).join(' '), ...every].join(', ');
}
