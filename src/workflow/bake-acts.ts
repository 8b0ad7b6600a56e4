import type { Field } from '../core/site.ts';
import type { Inputs } from './actions.ts';
import type { BakeFile } from './bake.ts';
import { listed } from './text.ts';
import type { Act, ImageBuild, Step } from './types.ts';
import { actionName } from './uses.ts';

/** What docker/bake-action does; undefined when it is another action, or its bake files are not at hand. */
export function bakeActs(
  step: Step,
  inputs: Inputs,
  open: (files: readonly string[]) => BakeFile | undefined,
): readonly Act[] | undefined {
  if (!step.uses || !/^(?:docker|depot|useblacksmith)\/bake-action$/.test(actionName(step.uses)))
    return undefined;
  const files = listed(inputs.node('files'), true).map(({ value }) => value);
  const targets = listed(inputs.node('targets'), true).map(({ value }) => value);
  const builds = open(files.filter((file) => !/[$]|^cwd:|:\/\//.test(file)))?.resolve(targets);
  if (!builds) return undefined;
  const sets = listed(inputs.node('set'), false);
  return builds.map((build) => overridden(build, sets, inputs, step));
}

/** `set: *.output=type=registry` and the like; `push`, `load`, `provenance` and `sbom` inputs. */
function overridden(
  build: ImageBuild,
  sets: readonly Field<string>[],
  inputs: Inputs,
  step: Step,
): ImageBuild {
  const own = sets.flatMap(({ value, at }) => {
    if (value.indexOf('=') > 300) return [];
    const match = /^([^=]*)\.([a-z-]+)(?:\.([^=]+))?\+?=(.*)$/s.exec(value);
    return match && matches(match[1]!, build.name ?? '')
      ? [{ key: match[2]!, part: match[3], value: match[4]!, at }]
      : [];
  });
  const all = (key: string) =>
    own.filter((each) => each.key === key).map(({ value, at }): Field<string> => ({ value, at }));
  const last = (key: string) => all(key).at(-1);
  const outputs = [...all('output'), ...all('outputs')];
  const pushes = outputs.find(({ value }) => /(?:^|,)(?:type=registry|push=true)/.test(value));
  const push = inputs.value('push') ?? (pushes && { value: 'true', at: pushes.at }) ?? build.push;
  const load = inputs.value('load');
  const provenance = inputs.value('provenance') ?? build.provenance;
  const sbom = inputs.value('sbom') ?? build.sbom;
  const target = last('target');
  return {
    ...build,
    tool: actionName(step.uses!),
    at: step.uses!.at,
    step,
    push,
    ...(load ? { load } : {}),
    ...(provenance ? { provenance } : {}),
    ...(sbom ? { sbom } : {}),
    ...(target ? { target } : {}),
    tags: all('tags').length > 0 ? all('tags') : build.tags,
    platforms: all('platform').length > 0 ? all('platform') : build.platforms,
    outputs: outputs.length > 0 ? outputs : build.outputs,
    args: [
      ...build.args,
      ...own.flatMap(({ key, part, value, at }) =>
        key === 'args' && part !== undefined ? [{ name: part, value, at }] : [],
      ),
    ],
    cacheFrom: [...build.cacheFrom, ...all('cache-from')],
    cacheTo: [...build.cacheTo, ...all('cache-to')],
    secrets: [...build.secrets, ...all('secrets')],
  };
}

/** `*` stands for any run of characters. */
function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === name;
  const last = rest.pop()!;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
