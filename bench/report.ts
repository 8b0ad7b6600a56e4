import type { Timing } from './measure.ts';

/** What was measured: one row of the table. */
export interface Row extends Timing {
  readonly what: string;
  /** The other tool that was measured, its version, and what on. */
  readonly peer?: string;
  readonly version?: string;
  readonly corpus?: 'dockerfiles' | 'manifests';
  readonly files: number;
  /** Whether scripts were passed to ShellCheck. */
  readonly shellcheck: boolean;
}

/** What is to be reached, from a cold start on two cores. */
export const targets = { runMs: 1500, singleMs: 120, peakMb: 250, ratio: 3, manifestsMs: 2000 } as const;

interface Reached {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

/** The tables to print, the same for a page in Markdown, and as data. */
export function gather(rows: readonly Row[], machine: string) {
  const reached = compare(rows);
  const ratios = peerRatios(rows);
  const tables: readonly (readonly (readonly string[])[])[] = [
    [['target', 'to reach', 'measured', ''], ...reached.map(reachedCells)],
    [['', 'best', 'median', 'processor', 'files/s', 'peak'], ...rows.map(cells)],
    [['against', 'on', 'with ShellCheck', 'its files/s', 'our files/s', 'ratio'], ...ratios.map(ratioCells)],
  ].filter(({ length }) => length > 1);
  return {
    text: [machine, ...tables.map(plainTable)].join('\n\n'),
    markdown: [`Measured on ${machine}.`, ...tables.map(markdownTable)].join('\n\n'),
    data: { machine, rows, ratios, reached, targets },
  };
}

const reachedCells = ({ what, target, measured, met }: Reached): string[] => [
  what,
  target,
  measured,
  met ? 'met' : 'missed',
];

const perSecond = ({ files, median }: Row): number => (files / median) * 1000;

const cells = (row: Row): string[] => [
  row.version && row.files > 1 ? `${row.what} ${row.version}` : row.what,
  time(row.best),
  time(row.median),
  row.taken ? time(row.taken.cpuMs) : '',
  row.files > 1 ? perSecond(row).toFixed(0) : '',
  row.taken ? `${row.taken.peakMb} MB` : '',
];

interface Ratio {
  readonly peer: string;
  readonly corpus: NonNullable<Row['corpus']>;
  readonly shellcheck: boolean;
  readonly theirs: number;
  readonly ours: number;
  readonly ratio: number;
}

const ratioCells = ({ peer, corpus, shellcheck, theirs, ours, ratio }: Ratio): string[] => [
  peer,
  corpus,
  shellcheck ? 'yes' : 'no',
  theirs.toFixed(0),
  ours.toFixed(0),
  `${ratio.toFixed(1)} ×`,
];

/** Like with like: a peer that runs ShellCheck is compared with a check that does, too. */
function peerRatios(rows: readonly Row[]): Ratio[] {
  const own = (shellcheck: boolean) => (shellcheck ? 'plimsoll + ShellCheck' : 'plimsoll');
  return rows.flatMap((row) => {
    const { peer, corpus = 'dockerfiles' } = row;
    const name = corpus === 'manifests' ? 'plimsoll, manifests' : own(row.shellcheck);
    const ours = rows.find(({ what }) => what === name);
    if (peer === undefined || row.files < 2 || !ours) return [];
    const [theirs, mine] = [perSecond(row), perSecond(ours)];
    return [{ peer, corpus, shellcheck: row.shellcheck, theirs, ours: mine, ratio: mine / theirs }];
  });
}

function compare(rows: readonly Row[]): Reached[] {
  const whole = rows.find((row) => row.what === 'plimsoll');
  const single = rows.find((row) => row.what === 'plimsoll, one file');
  const least = Math.min(
    ...peerRatios(rows)
      .filter(({ corpus }) => corpus === 'dockerfiles')
      .map(({ ratio }) => ratio),
  );
  const yaml = rows.find((row) => row.what === 'plimsoll, manifests');
  const reached: Reached[] = [];
  if (whole?.files === 1000) {
    reached.push({
      what: '1,000 files from a cold start',
      target: `< ${time(targets.runMs)}`,
      measured: time(whole.median),
      met: whole.median < targets.runMs,
    });
    reached.push({
      what: 'peak memory',
      target: `< ${targets.peakMb} MB`,
      measured: whole.taken ? `${whole.taken.peakMb} MB` : 'not told',
      met: (whole.taken?.peakMb ?? Number.POSITIVE_INFINITY) < targets.peakMb,
    });
  }
  if (single) {
    reached.push({
      what: 'one file from a cold start',
      target: `< ${time(targets.singleMs)}`,
      measured: time(single.median),
      met: single.median < targets.singleMs,
    });
  }
  if (Number.isFinite(least)) {
    reached.push({
      what: 'throughput against the nearest peer',
      target: `≥ ${targets.ratio} ×`,
      measured: `${least.toFixed(1)} ×`,
      met: least >= targets.ratio,
    });
  }
  if (yaml?.files === 2000) {
    reached.push({
      what: '2,000 manifests from a cold start',
      target: `< ${time(targets.manifestsMs)}`,
      measured: time(yaml.median),
      met: yaml.median < targets.manifestsMs,
    });
  }
  return reached;
}

const time = (ms: number): string => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`);

function plainTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const padded = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!);
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}

function markdownTable([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head!.map((_, column) => (column === 0 ? '---' : '--:'));
  return [line(head!), line(rule), ...rows.map(line)].join('\n');
}
