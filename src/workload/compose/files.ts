import type { Source } from '../../core/source.ts';
import { type Dotenv, readDotenv } from './dotenv.ts';
import type { Environment, Variable } from './environment.ts';
import type { Session } from './session.ts';

/** The variables that files set, the later ones over the earlier; what is wrong with them is told. */
export function readEnvironment(
  sources: readonly Source[],
  env: Environment,
  session: Session,
): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const source of sources) {
    const read = readDotenv(source, (name) => (env.get(name) ?? variables.get(name))?.value);
    tellDotenv(read, source, session);
    for (const { name, variable } of read.entries) {
      const value = variable ?? env.get(name);
      if (value) variables.set(name, value);
    }
  }
  return variables;
}

/** Hands on what a file of variables lacks, and what is wrong with it. */
export function tellDotenv({ missing, problem }: Dotenv, source: Source, session: Session): void {
  session.sources.add(source);
  for (const { name, start, end } of missing) session.missing(name, { source, span: { start, end } });
  if (problem) session.problem('syntax', problem.at, problem.message);
}
