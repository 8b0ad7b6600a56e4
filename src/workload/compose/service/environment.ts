import { type Field, marksOf } from '../../../core/site.ts';
import type { Source } from '../../../core/source.ts';
import { at, itemsOf, siteOf, textOf } from '../../../yaml/look.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../../yaml/types.ts';
import type { EnvironmentUse } from '../../types.ts';
import { type DotenvEntry, readDotenv, readRawEnv } from '../dotenv.ts';
import type { Environment, Variable } from '../environment.ts';
import { tellDotenv } from '../files.ts';
import { isAbsolute, joinPath } from '../paths.ts';
import type { Session } from '../session.ts';
import { boolean, labels, pairs } from './values.ts';

/** What files of variables are read with. */
export interface VariableScope {
  readonly session: Session;
  readonly env: Environment;
}

/** The variables that a service's container has: those of its files, and over them its own. */
export function environmentOf(node: YamlMap, scope: VariableScope): EnvironmentUse[] {
  const own = ownVariables(node, scope.env);
  const uses = new Map<string, EnvironmentUse>();
  for (const file of envFiles(at(node, 'env_file'))) {
    const source = openFile(file, scope);
    if (!source) continue;
    const lookup = (name: string): string | undefined =>
      (scope.env.get(name) ?? own.get(name)?.value ?? uses.get(name)?.value)?.value;
    for (const entry of readFile(source, file, lookup, scope)) {
      const use = fileVariable(entry, scope.env);
      if (use) uses.set(entry.name, use);
    }
  }
  for (const [name, use] of own) uses.set(name, use);
  return [...uses.values()];
}

function ownVariables(node: YamlMap, env: Environment): Map<string, EnvironmentUse> {
  return new Map(
    [...pairs(at(node, 'environment'))].map(([key, { name, value }]): [string, EnvironmentUse] => {
      if (value) return [key, { name: key, value, at: name.at }];
      const given = env.get(key);
      const found = given ? { value: fieldOf(given, name) } : {};
      return [key, { name: key, ...found, from: 'caller', at: name.at }];
    }),
  );
}

/** Where a variable is set, else where it is asked for. */
const fieldOf = ({ value, at: place }: Variable, name: Field<string>): Field<string> => ({
  value,
  at: place ?? name.at,
});

function fileVariable(
  { name, variable, at: place }: DotenvEntry,
  env: Environment,
): EnvironmentUse | undefined {
  const found = variable ?? env.get(name);
  if (!found) return undefined;
  return {
    name,
    value: { value: found.value, at: found.at ?? place, ...marksOf(found) },
    from: variable ? 'file' : 'caller',
    at: place,
  };
}

interface EnvFile {
  readonly node: YamlNode;
  readonly path: string;
  readonly isRequired: boolean;
  readonly format?: string;
}

function envFiles(node: YamlNode | undefined): EnvFile[] {
  return (node?.kind === 'scalar' ? [node] : itemsOf(node)).flatMap((item): EnvFile[] => {
    const named = item.kind === 'map' ? at(item, 'path') : item;
    const path = textOf(named);
    if (!path || (named as YamlScalar).uncertain) return [];
    const format = textOf(at(item, 'format'));
    const isRequired = boolean(at(item, 'required'))?.value ?? true;
    return [{ node: named!, path, isRequired, ...(format ? { format } : {}) }];
  });
}

/** Such files are often kept out of a repository, so that one is missing is no mistake here: it is not seen. */
function openFile({ node, path, isRequired }: EnvFile, { session }: VariableScope): Source | undefined {
  const source = isAbsolute(path) ? undefined : session.read(joinPath('.', path));
  if (!source) {
    const unread = isAbsolute(path) ? undefined : session.whyUnread(joinPath('.', path));
    const why = isAbsolute(path) ? 'lies outside of the project' : 'is not there';
    session.gapAt(
      siteOf(node),
      unread === undefined
        ? `${path} ${why}, so the variables that it sets are not seen`
        : `the variables that ${path} sets are not seen: ${unread}`,
      isRequired || unread !== undefined ? undefined : 'info',
    );
  }
  return source;
}

function readFile(
  source: Source,
  { node, format }: EnvFile,
  lookup: (name: string) => string | undefined,
  { session }: VariableScope,
): readonly DotenvEntry[] {
  if (format !== undefined && format !== 'raw') {
    session.problem(
      'value',
      siteOf(node),
      `“${format}” is no format of a file of variables: only “raw” is known`,
    );
    return [];
  }
  const read = format === 'raw' ? readRawEnv(source) : readDotenv(source, lookup);
  tellDotenv(read, source, session);
  return read.entries;
}

/** The labels of a service's container: those of its files, and over them its own. */
export function labelsOf(node: YamlMap, scope: VariableScope): Map<string, Field<string>> {
  const found = new Map<string, Field<string>>();
  for (const file of envFiles(at(node, 'label_file'))) {
    const source = openFile(file, scope);
    if (!source) continue;
    for (const { name, variable } of readFile(source, file, () => undefined, scope)) {
      if (variable) found.set(name, { value: variable.value, at: variable.at!, ...marksOf(variable) });
    }
  }
  for (const [name, value] of labels(at(node, 'labels'))) found.set(name, value);
  return found;
}
