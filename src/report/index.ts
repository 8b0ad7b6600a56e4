import { distance } from '../core/distance.ts';
import { PlimsollError } from '../core/errors.ts';
import type { Reporter } from './types.ts';

export type { Reporter, ReportInput, RuleInfo } from './types.ts';

/** A format that `--format` takes. */
export interface ReportFormat {
  readonly id: string;
  /** One line for the help. */
  readonly description: string;
}

/** Every format, in the order of the help. */
export const reportFormats: readonly ReportFormat[] = [
  { id: 'text', description: 'for people, grouped by file and target' },
  { id: 'json', description: 'everything, in a versioned shape with a published schema' },
  { id: 'sarif', description: 'SARIF 2.1.0, for code scanning' },
  { id: 'github', description: 'annotations of GitHub Actions' },
  { id: 'gitlab', description: 'code quality report of GitLab' },
  { id: 'junit', description: 'JUnit XML, for test reports' },
  { id: 'checkstyle', description: 'Checkstyle XML' },
  { id: 'markdown', description: 'a comment for a pull request' },
  { id: 'html', description: 'one page to read offline' },
];

/**
 * The reporter of a format. Loads that format only.
 * @throws PlimsollError `usage` when there is no such format; the message names the nearest.
 */
export const reporterFor = async (id: string): Promise<Reporter> => {
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  if (!load) throw unknownFormat(id);
  return (await load()).reporter;
};

/** Written out, so that a bundler makes one lazy chunk of each. */
const loaders: Readonly<Record<string, () => Promise<{ reporter: Reporter }>>> = {
  text: () => import('./text.ts'),
  json: () => import('./json.ts'),
  sarif: () => import('./sarif.ts'),
  github: () => import('./github.ts'),
  gitlab: () => import('./gitlab.ts'),
  junit: () => import('./junit.ts'),
  checkstyle: () => import('./checkstyle.ts'),
  markdown: () => import('./markdown.ts'),
  html: () => import('./html.ts'),
};

function unknownFormat(id: string): PlimsollError {
  const ids = reportFormats.map((format) => format.id);
  const wanted = id.toLowerCase().slice(0, 40);
  const [nearest] = ids
    .map((name) => ({ name, steps: name.startsWith(wanted) && wanted ? 0 : distance(wanted, name) }))
    .sort((a, b) => a.steps - b.steps);
  const hint = nearest && nearest.steps <= 2 ? `; did you mean ${nearest.name}?` : '.';
  return new PlimsollError('usage', `there is no report format “${id}”${hint} There are ${ids.join(', ')}`);
}
