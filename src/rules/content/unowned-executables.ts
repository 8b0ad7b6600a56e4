import { shownSize } from '../../core/sizes.ts';
import { unownedExecutablesOptions } from '../options/unowned-executables.ts';
import { contentRule } from '../rule.ts';

/** A program that no package brought has no version that anybody could look up. */
export const unownedExecutables = contentRule({
  name: 'unowned-executables',
  title: 'Know where every program comes from',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0011', 'CIS-4.11'],
  help: 'install it as a package, or let its bill of materials lie beside it',
  fixable: false,
  options: unownedExecutablesOptions,

  *check({ inventory: { coverage } }, { 'max-unowned-executables': most }) {
    const { unownedExecutables: count, largestExecutables } = coverage;
    const [largest] = largestExecutables;
    if (most === undefined || count <= most || !largest) return;
    yield {
      at: { path: largest.path, layer: largest.layer },
      key: 'count',
      message: `${count} executable file${count === 1 ? '' : 's'} belong${count === 1 ? 's' : ''} to no package, and ${most} may: ${largestExecutables
        .slice(0, MOST_NAMED)
        .map(({ path, size }) => `${path} (${shownSize(size)})`)
        .join(', ')}${count > MOST_NAMED ? ', …' : ''}`,
    };
  },
});

const MOST_NAMED = 5;
