import type { Container } from '../../../workload/types.ts';
import { setAt } from '../../../yaml/edit.ts';
import { healthTestOf } from '../health-tests.ts';
import { fixWith } from './fixes.ts';

/** The repair that gives a service of a well-known image its health check; nothing for any other. */
export function healthCheckFix(container: Container) {
  const { image, node, build } = container;
  const known = build || !image ? undefined : healthTestOf(image.value);
  if (!known) return {};
  // `$$` is Compose's `$`.
  const test =
    'shell' in known ? ['CMD-SHELL', known.shell.replaceAll('$', '$$$$')] : ['CMD', ...known.words];
  const edit = setAt(node, ['healthcheck', 'test'], test);
  return fixWith(`add the health check ${test.slice(1).join(' ')}`, edit && [edit], ['run.probes']);
}
