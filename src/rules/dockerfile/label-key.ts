import { dockerfileRule } from '../rule.ts';

/** Keys of labels are lower-case words; some namespaces are taken. */
export const labelKey = dockerfileRule({
  name: 'label-key',
  title: 'Name labels as Docker’s guidelines say',
  severity: 'low',
  set: 'strict',
  aliases: ['DL3048'],
  help: 'use lower-case letters, digits, “.” and “-”, under a domain of your own',
  fixable: false,

  *check(build) {
    for (const instruction of build.all('LABEL')) {
      for (const { key } of instruction.entries) {
        const name = key.text.replace(/^(["'])(.*)\1$/, '$2');
        if (name.includes('$')) continue;
        const flaw = flawOf(name);
        if (flaw) yield { at: key.span, message: `the label ${name} ${flaw}` };
      }
    }
  },
});

/** Source: Docker documentation, “Docker object labels”, key format guidelines. */
function flawOf(name: string): string | undefined {
  if (/^(?:com\.docker|io\.docker|org\.dockerproject)\./.test(name))
    return 'is in a namespace that Docker keeps for itself';
  if (/[^a-z0-9.\-_/]/.test(name)) return 'has characters other than lower-case letters, digits, “.” and “-”';
  if (!/^[a-z]/.test(name) || !/[a-z0-9]$/.test(name))
    return 'begins or ends with something else than a letter or digit';
  return /[.-]{2}/.test(name) ? 'has two separators in a row' : undefined;
}
