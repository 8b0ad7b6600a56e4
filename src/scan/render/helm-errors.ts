import { posix } from 'node:path';
import type { Gap } from '../../core/gap.ts';
import { type Chart, locate } from '../../workload/helm/index.ts';
import { joined } from './folder.ts';
import type { Outcome } from './run.ts';

/** What Helm says when a chart is not made into manifests. */
export interface HelmFailure {
  readonly gap: Gap;
  /** Charts that have to be in `charts/` and are not. */
  readonly missing: readonly string[];
  /** The template that it stumbled over, relative to the chart's folder. */
  readonly file?: string;
}

/**
 * Reads why `helm template` failed.
 * @param folder where the chart was rendered, absolute; `path` is how it is shown
 */
export function failureOf(outcome: Outcome, chart: Chart, path: string, folder: string): HelmFailure {
  const message =
    outcome.failed ?? messageOf(outcome.stderr).replaceAll(`${folder}/`, '').replaceAll(folder, path);
  const missing = missingIn(message);
  if (missing.length > 0) {
    const reason = `its ${missing.length === 1 ? 'dependency' : 'dependencies'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not in charts/, so what ${missing.length === 1 ? 'it runs' : 'they run'} is not seen: run \`helm dependency build ${path}\``;
    return { gap: { path: joined(path, 'Chart.yaml'), reason }, missing };
  }
  const place = PLACE.exec(message);
  const [, template, line] = place ?? [];
  const unread = /cannot load (\S+\.yaml)/.exec(message)?.[1];
  const located = template === undefined ? undefined : locate(chart, template);
  const file = located?.file.source.path;
  const where = file && line ? `line ${line}: ` : '';
  const short = shortened(file && place ? withoutPlace(message, template!) : message);
  return {
    gap: {
      path: file ?? (unread === undefined ? path : joined(path, unread)),
      reason: `${where}Helm does not render the chart, so only what its values and plain manifests say was judged: ${short}${nextStep(message)}`,
    },
    missing,
    ...(located ? { file: posix.join(located.charts.at(-1)!.folder, located.file.path) } : {}),
  };
}

/** Chart, file, and where it is known the line: in brackets, behind `template:`, or behind `parse error on`. */
const PLACE = /\b([\w.-]+\/(?:charts\/[\w.-]+\/){0,9}templates\/[\w./-]{1,200}\.\w{1,10})(?::(\d{1,7}))?/;

/** What stands behind the last `Error:`, on one line; warnings and the advice to use --debug are left out. */
function messageOf(stderr: string): string {
  const start = stderr.lastIndexOf('Error: ');
  const lines = (start === -1 ? stderr : stderr.slice(start + 'Error: '.length))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Use --debug') && !line.startsWith('level='));
  return lines.slice(0, 6).join(' ') || 'it does not say why';
}

function missingIn(message: string): string[] {
  const found = /missing in charts\/? directory: ([^;]*)/.exec(message)?.[1];
  return found
    ? found
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
    : [];
}

/** What is told of the place already is not told again. */
function withoutPlace(message: string, template: string): string {
  const behind = message.slice(message.lastIndexOf(template) + template.length);
  return behind.replace(/^"?(?::\d+)*\)?:?\s*/, '') || message;
}

const shortened = (message: string): string => {
  const plain = message.replace(/\s+/g, ' ').trim();
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain;
};

/** Where it lacks values, they can be given. */
const nextStep = (message: string): string =>
  /execution error|nil pointer|don't meet the specifications/.test(message)
    ? '. Give the values that it needs as helm.values in plimsoll.yaml'
    : '';
