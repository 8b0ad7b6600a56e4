/**
 * A template with the functions of Sprig that give another text at every call (`randAlphaNum 5`, `uuidv4`) replaced by
 * texts of the same kind. What a chart makes can then be compared from one run to the next: names in findings, decisions
 * on them, and the proof of a repair. Keys and certificates (`genCA`) are left: nothing that is judged is made of them.
 */
export function settled(template: string): string {
  if (!isRandom(template)) return template;
  let text = '';
  let at = 0;
  for (let start = template.indexOf('{{'); start !== -1; start = template.indexOf('{{', at)) {
    const end = template.indexOf('}}', start);
    if (end === -1) break;
    text += template.slice(at, start) + withoutChance(template.slice(start, end));
    at = end;
  }
  return text + template.slice(at);
}

export const isRandom = (template: string): boolean => /\brand(?:A|N)|\buuidv4\b/.test(template);

const withoutChance = (action: string): string =>
  action
    .replace(
      RANDOM,
      (_, kind: string, length: string) => `(repeat ${length} "${kind === 'Numeric' ? 1 : 'x'}")`,
    )
    .replace(/\buuidv4\b/g, '"00000000-0000-4000-8000-000000000000"');

/** The length as a number; one that is worked out is left. */
const RANDOM = /\brand(AlphaNum|Alpha|Numeric|Ascii)[ \t]{1,9}(\d{1,4})(?![\w.])/g;
