import { fitRule } from '../rule.ts';
import { addBack, lacking } from '../support/fit/capabilities.ts';
import { fileCapabilitiesOf } from '../support/fit/file-capabilities.ts';
import { imageName } from '../support/fit/sites.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** The kernel refuses to start a file whose effective capabilities are more than the container may have. */
export const fileCapabilities = fitRule({
  name: 'file-capabilities',
  title: 'Leave a container the capabilities that its program file asks for',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'add the capability back, or take it from the file (setcap -r)',
  fixable: true,

  *check(fit) {
    const { container } = fit;
    const asked = fileCapabilitiesOf(fit);
    if (!asked) return;
    const missing = lacking(container, asked.names);
    if (missing.length === 0) return;
    const dropped = container.capabilities.drop[0]?.at;
    yield {
      at: dropped ?? container.at,
      ...(asked.at ? { also: [asked.at] } : {}),
      message: `${asked.program} of ${imageName(fit)} has ${missing.join(', ')} set on its file, and ${nameOf(container)} ${dropped ? 'drops' : 'does not have'} ${missing.length === 1 ? 'it' : 'them'}: the kernel does not start it (“operation not permitted”)`,
      ...fixWith(`add ${missing.join(', ')}`, addBack(container, missing), ['run.capabilities'], true),
    };
  },
});
