import { Command } from 'commander';
import type { RuleInfo } from '../policy/types.ts';
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
    const named = (await Promise.all(args.map(rulesNamed))).flat();
    const pages = [...new Set(named)].map((rule) => render(rule, pageOf(rule.name), styles));
    world.stdout.write(pages.join(`\n${styles.dim('─'.repeat(60))}\n\n`));
    return 0;
  },
};

function render(rule: RuleInfo, page: string | undefined, styles: Styles): string {
  const { bold, dim, accent } = styles;
  const facts = [
    `${accent(rule.name)}  ${rule.severity}, ${rule.set}${rule.fixable ? ', plimsoll fix repairs it' : ''}`,
    ...(rule.aliases.length > 0 ? [dim(`answers to ${rule.aliases.join(', ')}`)] : []),
  ];
  const body = page === undefined ? `${rule.help}\n` : markdown(page, styles);
  return `${bold(rule.title)}\n${facts.join('\n')}\n\n${body}`;
}

/** Dresses a page for the terminal: headings, code, and what is good or bad about an example. */
function markdown(page: string, { bold, dim, accent }: Styles): string {
  const lines: string[] = [];
  let close: string | undefined;
  for (const line of page
    .replace(/^# .*\n+/, '')
    .trimEnd()
    .split('\n')) {
    const fence = /^(`{3,})(.*)$/.exec(line);
    if (close !== undefined) {
      if (line === close) close = undefined;
      else lines.push(line === '' ? '' : `    ${line}`);
    } else if (fence) {
      close = fence[1]!;
      lines.push(dim(`  ${labelOf(fence[2]!)}`));
    } else if (/^#+ /.test(line)) lines.push(bold(line.replace(/^#+ /, '')));
    else lines.push(line.replace(/`([^`]+)`/g, (_, code: string) => accent(code)));
  }
  return `${lines.join('\n')}\n`;
}

/** `dockerfile bad line=3 aliases=DL3000` → `bad, line 3`; `text file=.dockerignore` → `.dockerignore`. */
function labelOf(info: string): string {
  const file = /\bfile=(\S+)/.exec(info)?.[1];
  const kind = /\b(?:bad|good|fixed|options)\b/.exec(info)?.[0] ?? 'example';
  const line = /\bline=(\S+)/.exec(info)?.[1]?.replaceAll(',', ', ');
  const args = [...info.matchAll(/\b(?:args|target)=(\S+)/g)].map(([, text]) => text);
  return file ?? [kind, ...(line ? [`line ${line}`] : []), ...args].join(', ');
}
