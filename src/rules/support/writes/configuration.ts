import type { ImageFacts } from '../../../core/facts.ts';
import { lastName } from '../../../core/paths.ts';
import type { Build, Command, Stage } from '../../../dockerfile/build-types.ts';
import { chainOf } from '../images.ts';

/**
 * The text of a configuration that the build puts in the place of the image's own, when it can be read in the context;
 * of all files of a folder for a path that ends with `/`. Undefined when the image's own stays; `unknown` when the build
 * brings or changes what cannot be read.
 */
export function configurationOf(build: Build, stage: Stage, path: string): string | 'unknown' | undefined {
  const { files }: ImageFacts = build.facts(stage);
  if (files.known === 'unknown' || files.incomplete !== undefined) return 'unknown';
  const folder = path.replace(/[^/]*$/, '');
  const name = lastName(path.replace(/\/$/, ''));
  if (commandsOf(build, stage).some((command) => changes(command, folder, name))) return 'unknown';
  const texts: string[] = [];
  for (const file of files.value) {
    const isIt = file.path === path || (path.endsWith('/') && file.path.startsWith(folder));
    const mayBring = file.path.endsWith('/') && path.startsWith(file.path) && file.path !== path;
    const isBeside = file.path === folder && !path.endsWith('/');
    if (!isIt && !mayBring && !isBeside) continue;
    for (const source of file.sources) {
      const text = file.from === 'context' ? read(build, source) : undefined;
      if (text !== undefined && (isIt || lastName(source) === name)) texts.push(text);
      else if (isIt || !/\.[a-z]+$/.test(source) || lastName(source) === name) return 'unknown';
    }
  }
  return texts.length > 0 ? texts.join('\n') : undefined;
}

/** The commands of the RUN instructions that make a target. */
function commandsOf(build: Build, stage: Stage): readonly Command[] {
  const chain = new Set(chainOf(stage));
  return build.commands().filter((command) => chain.has(command.stage));
}

/** Whether a command may change the file: it names it, or the whole folder of it. */
const changes = (command: Command, folder: string, name: string): boolean =>
  command.name !== 'rm' &&
  command.words
    .slice(1)
    .some(
      ({ value }) =>
        (name.includes('.') && value.includes(name)) ||
        value.replace(/\/\*?$/, '/') === folder ||
        `${value}/` === folder,
    );

function read(build: Build, source: string): string | undefined {
  const path = source.replace(/^(?:\.?\/)+/, '');
  const { context } = build;
  return /[*?[]/.test(path) || context?.ignored(path) ? undefined : context?.read(path);
}
