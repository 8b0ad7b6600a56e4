import type { Edit } from '../../../core/edit.ts';
import type { Container, EnvironmentUse } from '../../../workload/types.ts';
import { addItem, joined, setAt } from '../../../yaml/edit.ts';
import { asList, at, entryOf, itemsOf, textOf } from '../../../yaml/look.ts';
import { fixWith } from './fixes.ts';

/**
 * The repair by which a Compose service gets a variable's value from a secret that is a file. The value itself goes
 * nowhere: whoever makes the repair writes it into that file, and keeps the file to themselves.
 * @param variable the variable by which the image reads the path
 */
export function asSecretFile(container: Container, use: EnvironmentUse, variable: string) {
  const id = `${container.workload.name}_${use.name.toLowerCase()}`.replace(/[^\w.-]/g, '_');
  const file = `./secrets/${id}.txt`;
  const edits = editsFor(container, use, { variable, id, file });
  const title = `read ${use.name} from the secret ${file} (write its value there before the next start, and keep that file out of the repository)`;
  return fixWith(title, edits, ['run.environment', 'run.mounts']);
}

interface Secret {
  readonly variable: string;
  readonly id: string;
  readonly file: string;
}

function editsFor(
  container: Container,
  use: EnvironmentUse,
  { variable, id, file }: Secret,
): Edit[] | undefined {
  const { node, workload } = container;
  const root = workload.project?.root;
  // Another value under this name, or another program that wants the variable itself.
  if (!root || at(root, 'secrets', id) || container.environment.some(({ name }) => name === variable))
    return undefined;
  if (isCalled(container, use.name)) return undefined;
  const given = asList(at(node, 'secrets'));
  return joined([
    renamed(container, use, `/run/secrets/${id}`, variable),
    given && given.items.length > 0 ? addItem(given, id) : setAt(node, ['secrets'], [id]),
    setAt(root, ['secrets', id, 'file'], file),
  ]);
}

/** The edit of the variable as it is written, in a map or a list. */
function renamed(
  { node }: Container,
  { name }: EnvironmentUse,
  path: string,
  variable: string,
): Edit | undefined {
  const environment = at(node, 'environment');
  const entry = entryOf(environment, name);
  if (entry) {
    const { source, value, keySpan, merged } = entry;
    const isPlain = value.kind === 'scalar' && !value.alias && value.style !== 'block' && !merged;
    if (!isPlain || value.source !== source || environment?.alias) return undefined;
    return {
      span: { start: keySpan.start, end: value.span.end },
      text: `${variable}: ${path}`,
      path: source.path,
    };
  }
  const item = itemsOf(environment).find((one) => textOf(one)?.startsWith(`${name}=`));
  if (item?.kind !== 'scalar' || item.alias || item.style === 'block' || environment?.alias) return undefined;
  return { span: item.span, text: `${variable}=${path}`, path: item.source.path };
}

/** A command of the service uses the variable, and would have nothing. */
const isCalled = ({ command, entrypoint, probes, hooks }: Container, name: string): boolean =>
  [command, entrypoint, probes.health?.command, hooks.postStart?.command, hooks.preStop?.command].some(
    (use) => use?.words.some(({ value }) => value.includes(name)),
  );
