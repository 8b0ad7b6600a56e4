import { whyNotText } from '../core/encoding.ts';
import { PlimsollError } from '../core/errors.ts';
import type { Source } from '../core/source.ts';
import type { YamlNode } from '../yaml/types.ts';

export { plain } from '../yaml/look.ts';
export type {
  YamlEntry as Entry,
  YamlList as ListValue,
  YamlMap as MapValue,
  YamlNode as Value,
} from '../yaml/types.ts';

/** A configuration larger than this is a mistake, and would take seconds to read. */
export const mostBytes = 1024 * 1024;

/** More values than this, aliases counted each time, are a bomb. */
const limits = { length: mostBytes, values: 100_000, depth: 60 };

/** `path:line:column: message`, as every complaint about a file is written. */
export const placed = (source: Source, offset: number, message: string): string => {
  const { line, column } = source.position(offset);
  return `${source.path}:${line}:${column}: ${message}`;
};

/**
 * Reads one YAML document. Undefined when there is nothing in it.
 * @throws PlimsollError `config`, naming the place, when it is no YAML or out of all proportion.
 */
export const readYaml = async (source: Source): Promise<YamlNode | undefined> => {
  if (source.text.length > mostBytes) {
    throw new PlimsollError('config', `${source.path}: larger than 1 MiB, so it is not read`);
  }
  const why = whyNotText(source.text);
  if (why) throw new PlimsollError('config', `${source.path}: ${why}`);
  // Only where there is a configuration: the library takes a while to load.
  const yaml = await import('../yaml/read.ts');
  const { documents, problems } = yaml.readYaml(source, limits);
  const problem = problems[0];
  if (problem) {
    const message =
      problem.kind === 'syntax' ? `cannot be read as YAML: ${problem.message}` : problem.message;
    throw new PlimsollError('config', placed(source, problem.at.start, message));
  }
  const second = documents[1];
  if (second) {
    const message = 'a second YAML document begins here; there may be one only';
    throw new PlimsollError('config', placed(source, second.span.start, message));
  }
  return documents[0]?.root;
};
