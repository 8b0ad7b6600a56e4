import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { deliveryFolders } from '../scan/delivery/judge.ts';
import { loadRule, pageChecks, ruleFolders, ruleNames } from '../testing/check-page.ts';

// RULE=name[,name] runs the pages of these rules only.
const only = process.env.RULE?.split(',');
const counts = { rules: 0, bad: 0, good: 0, fixed: 0 };

for (const folder of ruleFolders) {
  for (const name of ruleNames(folder)) {
    if (only && !only.includes(name)) continue;
    const loaded = await loadRule(folder, name).catch((error: unknown) => error as Error);
    describe(`rule ${name}`, () => {
      if (loaded instanceof Error) {
        it('can be loaded, with its page', () => assert.fail(loaded));
        return;
      }
      counts.rules++;
      for (const { kind } of loaded.page.examples) counts[kind]++;
      it('is named as its file', () => assert.equal(loaded.rule.name, name));
      for (const check of pageChecks(loaded)) it(check.name, check.run);
    });
  }
}

if (!only) {
  it('every page is one of a rule', () => {
    for (const folder of ruleFolders) {
      const url = new URL(folder, import.meta.url);
      const pages = existsSync(url) ? readdirSync(url).filter((file) => file.endsWith('.md')) : [];
      assert.deepEqual(pages.map((file) => file.slice(0, -3)).sort(), ruleNames(folder));
    }
  });

  it('the index has every rule, once', async () => {
    const { dockerfileRules, imageRules } = await import('./index.ts');
    const { contentRules } = await import('./content.ts');
    const { deliveryRules } = await import('./delivery.ts');
    const { deliveryHeads } = await import('./delivery-heads.ts');
    const lists: { readonly name: string }[][] = [
      [...dockerfileRules],
      [...imageRules],
      ...deliveryFolders.map((folder) => [...deliveryRules[folder]]),
      [...contentRules],
    ];
    const listed = lists.map((rules) => rules.map(({ name }) => name));
    assert.deepEqual(
      deliveryHeads.map(({ name }) => name),
      listed.slice(2).flat(),
    );
    assert.deepEqual(listed, ruleFolders.map(ruleNames));
    assert.equal(new Set(listed.flat()).size, listed.flat().length);
  });
}

after(() =>
  console.log(
    `# ${counts.rules} rules: ${counts.bad} bad, ${counts.good} good, ${counts.fixed} fixed examples`,
  ),
);
