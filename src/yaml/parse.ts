import * as yaml from 'yaml';
import { withFlowsOnOneLine } from './flow.ts';

/**
 * Every document of a text as the library reads it. Collections in brackets may stand at any column.
 * @throws what the library throws
 */
export function parseDocuments(text: string): readonly yaml.Document.Parsed[] {
  const first = parse(text);
  if (!first.some(({ errors }) => errors.some(({ code }) => code === 'BAD_INDENT'))) return first;
  const flat = withFlowsOnOneLine(text);
  return flat === text ? first : parse(flat);
}

function parse(text: string): readonly yaml.Document.Parsed[] {
  // Without `uniqueKeys` and `prettyErrors`, both of which take quadratic time: keys are compared elsewhere.
  const documents = yaml.parseAllDocuments(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    merge: true,
    strict: false,
  });
  return Array.isArray(documents) ? documents : [];
}
