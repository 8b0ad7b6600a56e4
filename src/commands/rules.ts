import { Command, Option } from 'commander';
import type { RuleInfo } from '../policy/types.ts';
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
    world.stdout.write(json ? `${JSON.stringify(listed.map(plain), null, 2)}\n` : table(listed, styles));
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

function table(listed: readonly RuleInfo[], { bold, dim, accent }: Styles): string {
  const width = Math.max(...listed.map(({ name }) => name.length), 4);
  const head = bold(`${'rule'.padEnd(width)}  severity  set          fix  peers' ids`);
  const lines = listed.map(({ name, severity, set, fixable, aliases }) =>
    `${accent(name.padEnd(width))}  ${severity.padEnd(8)}  ${set.padEnd(11)}  ${fixable ? 'yes' : '   '}  ${dim(aliases.join(' '))}`.trimEnd(),
  );
  const recommended = listed.filter(({ set }) => set === 'recommended').length;
  const fixable = listed.filter((rule) => rule.fixable).length;
  const foot = `${listed.length} rules, ${recommended} of them recommended; ${fixable} can be repaired. plimsoll explain RULE says more.`;
  return `${[head, ...lines, '', foot].join('\n')}\n`;
}
