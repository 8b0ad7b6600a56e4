import { Command } from 'commander';
import type { RuleInfo } from '../policy/types.ts';
import { wrap } from '../report/layout.ts';
import { type Styles, stylesFor, useColor } from './color.ts';
import type { CommandModule } from './frame.ts';

export const explain: CommandModule = {
  define: () =>
    new Command('explain')
      .description('Prints the page of a rule: why it asks for what it asks, how to repair it, and examples.')
      .argument('<rules...>', "names of rules, or peers' ids: run-as-root, DL3002, DS-0002"),

  async run({ args }, world) {
    const { pageOf, rulesNamed } = await import('../scan/catalogue.ts');
    const styles = stylesFor(useColor('auto', world.stdout, world.env));
    // On a terminal the page is as wide as that; else as it is written.
    const width = world.stdout.columns && Math.min(world.stdout.columns, MOST_COLUMNS);
    const named = (await Promise.all(args.map(rulesNamed))).flat();
    const pages = [...new Set(named)].map((rule) => render(rule, pageOf(rule.name), width, styles));
    world.stdout.write(pages.join(`\n${styles.dim('─'.repeat(60))}\n\n`));
    return 0;
  },
};

/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;

function render(rule: RuleInfo, page: string | undefined, width: number | undefined, styles: Styles): string {
  const { bold, dim, accent } = styles;
  const facts = [
    `${accent(rule.name)}  ${rule.severity}, ${rule.set}${rule.fixable ? ', plimsoll fix repairs it' : ''}`,
    ...(rule.aliases.length > 0
      ? wrap(`answers to ${rule.aliases.join(', ')}`, width ?? Number.POSITIVE_INFINITY).map(dim)
      : []),
  ];
  const body = page === undefined ? `${rule.help}\n` : markdown(page, width, styles);
  return `${bold(rule.title)}\n${facts.join('\n')}\n\n${body}`;
}

/** Dresses a page for the terminal: headings, code, and what is good or bad about an example. */
function markdown(page: string, width: number | undefined, styles: Styles): string {
  const { bold, dim } = styles;
  const lines: string[] = [];
  let close: string | undefined;
  let prose: string[] = [];
  const flush = (): void => {
    lines.push(...paragraph(prose, width, styles));
    prose = [];
  };
  for (const line of page
    .replace(/^# .*\n+/, '')
    .trimEnd()
    .split('\n')) {
    const fence = /^(`{3,})(.*)$/.exec(line);
    if (close !== undefined) {
      if (line === close) close = undefined;
      else lines.push(line === '' ? '' : `    ${line}`);
    } else if (fence) {
      flush();
      close = fence[1]!;
      lines.push(dim(`  ${labelOf(fence[2]!)}`));
    } else if (/^#+ /.test(line)) {
      flush();
      lines.push(bold(line.replace(/^#+ /, '')));
    } else if (line === '' || line.startsWith('|')) {
      flush();
      lines.push(code(line, styles));
    } else {
      // An item of a list begins anew.
      if (/^(?:[-*]|\d+\.) /.test(line)) flush();
      prose.push(line);
    }
  }
  flush();
  return `${lines.join('\n')}\n`;
}

/** The lines of a paragraph or an item of a list, filled anew where there is a width. */
function paragraph(lines: readonly string[], width: number | undefined, styles: Styles): string[] {
  if (lines.length === 0) return [];
  if (width === undefined) return code(lines.join('\n'), styles).split('\n');
  const hang = /^(?:[-*]|\d+\.) /.exec(lines[0]!)?.[0].length ?? 0;
  const text = lines.map((line) => line.trim()).join(' ');
  // A short piece of code is not broken.
  const glued = text.replace(/`[^`]{1,40}`/g, (piece) => piece.replaceAll(' ', '\u00a0'));
  const filled = wrap(glued, width - hang).join(`\n${' '.repeat(hang)}`);
  return code(filled, styles).replaceAll('\u00a0', ' ').split('\n');
}

const code = (text: string, { accent }: Styles): string =>
  text.replace(/`([^`]+)`/g, (_, piece: string) => accent(piece));

/** `dockerfile bad line=3 aliases=DL3000` → `bad, line 3`; `text file=.dockerignore` → `.dockerignore`. */
function labelOf(info: string): string {
  const file = /\bfile=(\S+)/.exec(info)?.[1];
  const kind = /\b(?:bad|good|fixed|options)\b/.exec(info)?.[0] ?? 'example';
  const line = /\bline=(\S+)/.exec(info)?.[1]?.replaceAll(',', ', ');
  const lines = line?.includes(',') ? 'lines' : 'line';
  const args = [...info.matchAll(/\b(?:args|target)=(\S+)/g)].map(([, text]) => text);
  return file ?? [kind, ...(line ? [`${lines} ${line}`] : []), ...args].join(', ');
}
