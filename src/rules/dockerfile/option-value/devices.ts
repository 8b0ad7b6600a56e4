import type { Problem } from '../../../core/finding.ts';
import { optionFields } from '../../../dockerfile/option-fields.ts';
import type { Flag } from '../../../dockerfile/tree.ts';
import { show } from '../../support/show.ts';
import { BOOLEAN } from './values.ts';

/** What BuildKit refuses of a device: a name, and whether it is required (commands_rundevice.go of BuildKit 0.30). */
export function* judgeDevice(flag: Flag): Generator<Problem> {
  const fields = optionFields(flag);
  const at = flag.span;
  if (!fields || flag.value!.text === '') {
    yield { at, message: '--device names a device, such as --device=vendor.example.com/gpu=all' };
    return;
  }
  let device: string | undefined;
  for (const { name, value, isBare, text } of fields) {
    if (name === 'required') {
      if (!isBare && !BOOLEAN.test(value.text))
        yield {
          at: value.span,
          message: `required of a device takes true or false, not ${show(value.text)}`,
        };
    } else if (name === 'name' && !isBare) {
      if (device)
        yield { at, message: `--device names two devices: ${show(device)} and ${show(value.text)}` };
      device = value.text;
    } else if (!device) device = text;
    else yield { at, message: `a device has a name and required, not ${show(text)}` };
  }
}
