import type { Edit } from '../../../core/edit.ts';
import type { ComposeProject, Container, EnvironmentUse } from '../../../workload/types.ts';
import { addItem, joined, setAt } from '../../../yaml/edit.ts';
import { asList, at, entryOf, itemsOf, textOf } from '../../../yaml/look.ts';
import { fileVariable } from './file-variables.ts';
import { fixWith } from './fixes.ts';

/** A variable of a Compose service that its image reads from a file just as well. */
export interface Movable {
  readonly container: Container;
  readonly use: EnvironmentUse;
  /** The variable by which the image reads the path. */
  readonly variable: string;
}

/** A variable whose value may come from a file; undefined where the image is not known to read it from one. */
export function readFromFile(container: Container, use: EnvironmentUse): Movable | undefined {
  const { image, build, role } = container;
  if (!image || image.uncertain || build || role !== 'main') return undefined;
  const variable = fileVariable(image.value, use.name);
  return variable === undefined ? undefined : { container, use, variable };
}

/**
 * The repair by which services get a value from a secret that is a file: all that have the same one from the same. The value
 * itself goes nowhere: whoever makes the repair writes it into that file, and keeps the file to themselves.
 */
export function asSecretFile(one: Movable) {
  if (!isFree(one)) return {};
  const { use, container } = one;
  const all = sharersOf(one);
  if (all.length > MOST) return {};
  const name = all[0]!.use.name.toLowerCase();
  const id = all.length > 1 ? name : `${container.workload.name}_${name}`.replace(/[^\w.-]/g, '_');
  const file = `./secrets/${id}.txt`;
  const told =
    all.length > 1
      ? `${use.name}, and the same value in ${listed(all.filter((each) => each.use !== use))},`
      : use.name;
  return fixWith(
    `read ${told} from the secret ${file} (note the value and write it there before the next start; keep that file out of the repository)`,
    editsFor(all, id, file),
    ['run.environment', 'run.mounts'],
  );
}

/** Each of them is told with the edits of all: of more, a person sees to it. */
const MOST = 20;

const listed = (all: readonly Movable[]): string =>
  [...new Set(all.map(({ container }) => container.workload.name))].join(', ');

const known = new WeakMap<ComposeProject, ReadonlyMap<string, readonly Movable[]>>();

/** Every variable of the project that has the same value and can be moved, this one among them. */
function sharersOf(one: Movable): readonly Movable[] {
  const { project } = one.container.workload;
  if (!project) return [one];
  const index = known.get(project) ?? Map.groupBy(allOf(project), ({ use }) => use.value?.value ?? '');
  known.set(project, index);
  return index.get(one.use.value?.value ?? '') ?? [one];
}

const allOf = ({ services }: ComposeProject): Movable[] =>
  services.flatMap(({ containers }) =>
    containers.flatMap((container) =>
      container.environment.flatMap((use) => {
        if (use.from || !use.value || use.value.interpolated || !/PASS|SECRET|TOKEN|KEY|SALT/i.test(use.name))
          return [];
        const found = readFromFile(container, use);
        return found && isFree(found) ? found : [];
      }),
    ),
  );

/** Nothing of the service has the file's variable already, or wants the variable itself. */
const isFree = ({ container, use, variable }: Movable): boolean =>
  !container.environment.some(({ name }) => name === variable) && !isCalled(container, use.name);

function editsFor(all: readonly Movable[], id: string, file: string): Edit[] | undefined {
  const root = all[0]!.container.workload.project?.root;
  if (!root || at(root, 'secrets', id)) return undefined;
  const services = new Set(all.map(({ container }) => container));
  return joined([
    ...all.map((each) => renamed(each, `/run/secrets/${id}`)),
    ...[...services].map(({ node }) => {
      const given = asList(at(node, 'secrets'));
      return given && given.items.length > 0 ? addItem(given, id) : setAt(node, ['secrets'], [id]);
    }),
    setAt(root, ['secrets', id, 'file'], file),
  ]);
}

/** The edit of the variable as it is written, in a map or a list. */
function renamed({ container, use: { name }, variable }: Movable, path: string): Edit | undefined {
  const environment = at(container.node, 'environment');
  if (environment?.alias) return undefined;
  const entry = entryOf(environment, name);
  if (entry) {
    const { source, value, keySpan, merged } = entry;
    const isPlain = value.kind === 'scalar' && !value.alias && value.style !== 'block' && !merged;
    if (!isPlain || value.source !== source) return undefined;
    const span = { start: keySpan.start, end: value.span.end };
    return { span, text: `${variable}: ${path}`, path: source.path };
  }
  const item = itemsOf(environment).find((one) => textOf(one)?.startsWith(`${name}=`));
  if (item?.kind !== 'scalar' || item.alias || item.style === 'block') return undefined;
  return { span: item.span, text: `${variable}=${path}`, path: item.source.path };
}

/** A command of the service uses the variable, and would have nothing. */
const isCalled = ({ command, entrypoint, probes, hooks }: Container, name: string): boolean =>
  [command, entrypoint, probes.health?.command, hooks.postStart?.command, hooks.preStop?.command].some(
    (use) => use?.words.some(({ value }) => value.includes(name)),
  );
