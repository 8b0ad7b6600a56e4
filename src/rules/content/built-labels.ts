import { builtLabelsOptions } from '../options/built-labels.ts';
import { contentRule } from '../rule.ts';
import { type LabelKind, labelFormats } from '../support/label-formats.ts';

/** Labels that were agreed on are asked of what was built, whoever puts them there: a Dockerfile, a bake file, a workflow. */
export const builtLabels = contentRule({
  name: 'built-labels',
  title: 'Label built images as agreed',
  severity: 'low',
  set: 'recommended',
  aliases: ['DL3049', 'DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056', 'DL3058'],
  help: 'add it where the image is built: LABEL, --label, or the metadata of the workflow',
  fixable: false,
  options: builtLabelsOptions,
  optionsOf: 'image-labels',

  *check({ image: { config } }, { labels }) {
    for (const [name, kind] of Object.entries(labels)) {
      const value = Object.hasOwn(config.labels, name) ? config.labels[name]! : undefined;
      const wrong = complaintOf(value, kind);
      if (wrong)
        yield {
          at: { config: value === undefined ? ['config', 'Labels'] : ['config', 'Labels', name] },
          key: name,
          message: `the label ${name} ${wrong.what}`,
          aliases: wrong.aliases,
        };
    }
  },
});

function complaintOf(
  value: string | undefined,
  kind: LabelKind,
): { readonly what: string; readonly aliases: readonly string[] } | undefined {
  if (value === undefined) return { what: 'is missing', aliases: ['DL3049'] };
  if (value === '') return { what: 'is empty', aliases: ['DL3051'] };
  const { title, alias, matches } = labelFormats[kind];
  return matches(value) ? undefined : { what: `is not ${title}`, aliases: alias ? [alias] : [] };
}
