import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { policyRules } from '../src/policy/rules.ts';
import type { RuleInfo } from '../src/policy/types.ts';
import { shellcheckRules } from '../src/scan/shellcheck-rule.ts';
import { type Example, readPage } from '../src/testing/pages.ts';
import { plimsoll } from '../src/testing/plimsoll.ts';
import { makeTree } from '../src/testing/tree.ts';

// The rules that judge decisions, and ShellCheck's, have no file that judges one thing: `check` is asked about the examples
// of their pages. A Dockerfile stands at its usual place, YAML is the configuration, and it is the first of June 2026.

const cases: readonly (readonly [folder: string, rules: readonly RuleInfo[], skip: boolean])[] = [
  ['policy/', policyRules, false],
  ['', shellcheckRules, !has('shellcheck')],
];

const counts = { rules: 0, bad: 0, good: 0, fixed: 0 };

for (const [folder, rules, skip] of cases) {
  for (const rule of rules) {
    counts.rules++;
    describe(`rule ${rule.name}`, { skip }, () => {
      const page = readPage(
        readFileSync(new URL(`../src/rules/${folder}${rule.name}.md`, import.meta.url), 'utf8'),
      );
      it('is described, with a bad and a good example', () => {
        assert.equal(page.title, rule.title);
        assert.deepEqual(new Set(page.examples.map(({ kind }) => kind)), new Set(['bad', 'good']));
      });
      for (const { kind } of page.examples) counts[kind]++;
      for (const example of page.examples)
        it(`${example.kind} example at line ${example.pageLine} of its page`, () =>
          checkExample(rule, example));
    });
  }
}

after(() =>
  console.log(`# ${counts.rules} rules on decisions and scripts: ${counts.bad} bad, ${counts.good} good`),
);

async function checkExample(rule: RuleInfo, example: Example): Promise<void> {
  const path = example.language === 'yaml' ? 'plimsoll.yaml' : 'Dockerfile';
  const root = makeTree({ ...example.files, [path]: example.text });
  const { out, err } = await plimsoll(root, 'check', '--format', 'json');
  assert.equal(err, '');
  const findings = (JSON.parse(out) as { findings: readonly Found[] }).findings.filter(
    (finding) => finding.rule === rule.name,
  );
  const { lines, aliases, severity = rule.severity } = example;
  assert.deepEqual(
    findings.map(({ at }) => `${at.path}:${at.start.line}`),
    (lines ?? []).map((line) => `${path}:${line}`),
  );
  for (const finding of findings) {
    assert.equal(finding.severity, severity);
    if (aliases) assert.deepEqual(finding.aliases, aliases);
  }
}

interface Found {
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly severity: string;
  readonly at: { readonly path: string; readonly start: { readonly line: number } };
}

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
