import type { Site } from '../../../core/site.ts';
import { at, entryOf, itemsOf, keySite, siteOf } from '../../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../../yaml/types.ts';
import type { CommandUse, Container, Probe } from '../../types.ts';
import { printed } from '../scalars.ts';
import { commandOf, shellCommand } from './command.ts';
import { boolean, texts } from './values.ts';

/**
 * `healthcheck` (Compose Specification, “healthcheck”). Without a test it is the image's own, asked with these times.
 */
export function healthOf(service: YamlMap): Pick<Container, 'probes' | 'healthDisabled'> {
  const entry = entryOf(service, 'healthcheck');
  if (entry?.value.kind !== 'map') return { probes: {} };
  const node = entry.value;
  const off = disabledAt(node);
  if (off) return { probes: {}, healthDisabled: off };
  const command = testOf(at(node, 'test'));
  const health: Probe = { kind: 'exec', ...(command ? { command } : {}), at: keySite(entry), node };
  return { probes: { health } };
}

function disabledAt(node: YamlMap): Site | undefined {
  const disable = entryOf(node, 'disable');
  if (disable && boolean(disable.value)?.value) return keySite(disable);
  const first = itemsOf(at(node, 'test'))[0];
  return first && printed(first) === 'NONE' ? siteOf(first) : undefined;
}

function testOf(test: YamlNode | undefined): CommandUse | undefined {
  if (test?.kind === 'scalar') return test.value === null ? undefined : shellCommand(test);
  if (test?.kind !== 'list') return undefined;
  const [kind, ...words] = texts(test);
  if (!kind || words.length === 0) return undefined;
  const isShell = kind.value === 'CMD-SHELL';
  return { words: isShell ? words.slice(0, 1) : words, shell: isShell, at: siteOf(test) };
}

/** `post_start` and `pre_stop`: commands that run in the container. */
export function hooksOf(service: YamlMap): Container['hooks'] {
  const [postStart, ...moreStart] = itemsOf(at(service, 'post_start')).flatMap(hookOf);
  const [preStop, ...moreStop] = itemsOf(at(service, 'pre_stop')).flatMap(hookOf);
  const more = [...moreStart, ...moreStop];
  return {
    ...(postStart ? { postStart } : {}),
    ...(preStop ? { preStop } : {}),
    ...(more.length > 0 ? { more } : {}),
  };
}

function hookOf(node: YamlNode): Probe[] {
  const command = commandOf(at(node, 'command'));
  return [{ kind: 'exec', ...(command ? { command } : {}), at: siteOf(node), node }];
}
