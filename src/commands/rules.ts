import { Command, Option } from 'commander';
import type { RuleInfo } from '../policy/types.ts';
import { wrap } from '../report/layout.ts';
import { type Styles, stylesFor, useColor } from './color.ts';
import type { CommandModule } from './frame.ts';

interface RulesOptions {
  readonly set?: 'recommended' | 'strict';
  readonly json?: boolean;
}

export const rules: CommandModule = {
  define: () =>
    new Command('rules')
      .description(
        "Lists the rules: severity, set, whether plimsoll fix repairs it, and the peers' ids that it answers to.",
      )
      .argument('[ids...]', "only these, by name or by a peer's id")
      .addOption(
        new Option('--set <set>', 'only the rules that run in this set').choices(['recommended', 'strict']),
      )
      .option('--json', 'as JSON'),

  async run({ args, options }, world) {
    const { set, json } = options as RulesOptions;
    const { allRules, rulesNamed } = await import('../scan/catalogue.ts');
    const named = args.length > 0 ? (await Promise.all(args.map(rulesNamed))).flat() : await allRules();
    const listed = [...new Set(named)].filter((rule) => set !== 'recommended' || rule.set === set);
    const styles = stylesFor(useColor('auto', world.stdout, world.env));
    const { columns: width = Number.POSITIVE_INFINITY } = world.stdout;
    world.stdout.write(
      json ? `${JSON.stringify(listed.map(plain), null, 2)}\n` : table(listed, width, styles),
    );
    return 0;
  },
};

const plain = ({ name, title, severity, set, aliases, help, fixable }: RuleInfo) => ({
  name,
  title,
  severity,
  set,
  aliases,
  help,
  fixable,
});

function table(listed: readonly RuleInfo[], columns: number, { bold, dim, accent }: Styles): string {
  const width = Math.max(...listed.map(({ name }) => name.length), 4);
  const head = `${'rule'.padEnd(width)}  severity  set          fix  peers' ids`;
  const indent = head.length - "peers' ids".length;
  const lines = listed.flatMap(({ name, severity, set, fixable, aliases }) => {
    const ids = wrap(aliases.join(' '), columns - indent);
    // An id that is longer than its column begins a line of its own, further left.
    const [first = '', ...rest] = indent + (ids[0]?.length ?? 0) > columns ? ['', ...ids] : ids;
    const row = `${accent(name.padEnd(width))}  ${severity.padEnd(8)}  ${set.padEnd(11)}  ${fixable ? 'yes' : '   '}  ${dim(first)}`;
    return [
      row.trimEnd(),
      ...rest.map(
        (line) => `${' '.repeat(Math.max(0, Math.min(indent, columns - line.length)))}${dim(line)}`,
      ),
    ];
  });
  const recommended = listed.filter(({ set }) => set === 'recommended').length;
  const fixable = listed.filter((rule) => rule.fixable).length;
  const foot = `${listed.length} rules, ${recommended} of them recommended; ${fixable} can be repaired.\nplimsoll explain RULE says more.`;
  return `${[bold(head), ...lines, '', foot].join('\n')}\n`;
}
