import { type CommandFact, type Fact, valueOf } from '../../../core/facts.ts';
import { predicted } from '../../../dockerfile/facts/view.ts';
import type { CommandUse } from '../../../workload/types.ts';
import type { Fit } from '../../rule.ts';
import { startedWrites } from '../writes/started.ts';
import { namedWrites } from '../writes/variables.ts';
import { isWithin, mountedConfiguration, needsOf, samePath } from './needs.ts';
import { personOf } from './person.ts';

/** Something that the program of a container writes. */
export interface FitWrite {
  /** What has to be written: a folder, or a file. */
  readonly path: string;
  /** The folder to mount something at, so that it can be. */
  readonly folder: string;
  readonly what: string;
  /** It starts all the same, and does less. */
  readonly isMinor?: true;
  /** It has to be there after the next start. */
  readonly isKept?: true;
}

/** What a container's program is known to write when it is started as the manifest says; paths once each. */
export const writesOf = (fit: Fit): readonly FitWrite[] => fit.once(findWrites);

function findWrites(fit: Fit): FitWrite[] {
  // A configuration that is mounted may say other places.
  const isTold = mountedConfiguration(fit) !== undefined;
  const all = [...(isTold ? [] : [...byFamily(fit), ...byProgram(fit)]), ...byVariable(fit)];
  const kept: FitWrite[] = [];
  for (const write of all) if (!kept.some(({ folder }) => isWithin(write.path, folder))) kept.push(write);
  return kept;
}

const byFamily = (fit: Fit): FitWrite[] =>
  (needsOf(fit)?.writes ?? []).map(([path, what, kept]) => ({
    path,
    folder: path,
    what,
    ...(kept ? { isKept: true } : {}),
  }));

function byProgram(fit: Fit): FitWrite[] {
  const { container, facts, image } = fit;
  const { build, stage } = image;
  const entrypoint: Fact<CommandFact | null> = container.entrypoint
    ? said(container.entrypoint)
    : facts.entrypoint;
  const command = container.command
    ? said(container.command)
    : container.entrypoint
      ? predicted(null, [])
      : facts.command;
  const started = {
    base: facts.base,
    place: facts.place,
    environment: withVariables(fit),
    // Of somebody who is not known, the home is not.
    user: predicted(personOf(fit) ?? { text: '?', numeric: false }, []),
    workdir: container.workdir ? predicted(container.workdir.value, []) : facts.workdir,
    entrypoint,
    command,
  };
  const line = [valueOf(entrypoint), valueOf(command)].flatMap((each) => each?.args ?? []).join(' ');
  const isGunicorn = /(?:^|[\s/])gunicorn(?:\s|$)/.test(line) && !/--worker-tmp-dir/.test(line);
  return [
    ...(isGunicorn ? [{ path: '/tmp', folder: '/tmp', what: "its workers' heartbeat" }] : []),
    ...startedWrites(build, stage, started).map(({ path, program, what, isFile, give, isMinor }) => {
      const isPid = give?.isFile === true || isFile === true;
      const folder = give && !give.isFile ? give.path : isPid ? parentOf(path) : path;
      return {
        path: samePath(path),
        folder: samePath(folder),
        what: what ?? `by ${program}`,
        ...(isMinor ? { isMinor } : {}),
      };
    }),
  ];
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

const said = ({ words, shell }: CommandUse): Fact<CommandFact | null> => {
  const args = words.map(({ value }) => value);
  return predicted(
    shell
      ? { form: 'shell', args: ['/bin/sh', '-c', ...args], script: args.join(' ') }
      : { form: 'exec', args },
    [],
  );
};

/** The image's variables with those of the manifest; one that comes from elsewhere is not known. */
function withVariables({ container, facts }: Fit): Fact<Readonly<Record<string, string>>> {
  const { environment } = facts;
  if (environment.known === 'unknown' || container.environment.length === 0) return environment;
  const values: Record<string, string> = { ...environment.value };
  for (const { name, value } of container.environment)
    if (value && !value.uncertain) values[name] = value.value;
  return { ...environment, value: values };
}

/** What ENV names for writing, as far as the manifest says nothing else. */
function byVariable({ image: { build, stage }, facts, container }: Fit): FitWrite[] {
  const set = new Set(container.environment.map(({ name }) => name));
  return namedWrites(build, stage, valueOf(facts.workdir)).flatMap(({ name, path, isCache, isFile }) =>
    isCache || set.has(name)
      ? []
      : [
          {
            path: samePath(path),
            folder: samePath(isFile ? parentOf(path) : path),
            what: name,
            ...(/LOG|PID|SESSION|MULTIPROC|RUNTIME/.test(name.toUpperCase())
              ? {}
              : { isKept: true as const }),
          },
        ],
  );
}
