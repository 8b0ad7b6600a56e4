import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, SitedProblem } from '../src/core/finding.ts';
import { applyEdits, compatible } from '../src/fix/apply.ts';
import { changedFacts, changedParts, type Judged, prove } from '../src/fix/prove.ts';
import type { AnySitedRule } from '../src/rules/rule.ts';
import type { Parts } from '../src/scan/delivery/open.ts';
import { runsOf } from '../src/scan/delivery/runs.ts';
import { placeOf } from '../src/scan/findings.ts';
import { filesOf, partsOf, problemsIn } from '../src/testing/check-delivery-page.ts';
import { loadRule, ruleNames } from '../src/testing/check-page.ts';

// Every repair of a manifest says what it changes of how containers run, and changes that alone: asked of the examples of
// each rule's page. What a repair changes and does not say is refused.

interface Case {
  readonly rule: string;
  readonly where: string;
  readonly finding: Finding;
  readonly before: Judged;
  readonly after: Judged;
}

const cases = await allCases();

test('what repairs change is what they say', () => {
  const wrong = cases.flatMap(({ rule, where, finding, before, after }) => {
    const proof = prove([finding], before, after);
    return 'failed' in proof ? [`${rule}, ${where}: ${proof.failed}`] : [];
  });
  assert.ok(cases.length > 40);
  assert.deepEqual(wrong, []);
});

test('what they do not say is refused', () => {
  const changing = cases.filter(({ before, after }) => changed(before, after).length > 0);
  assert.ok(changing.length > 40);
  for (const { rule, where, finding, before, after } of changing) {
    for (const left of finding.fix!.changes ?? []) {
      if (!changed(before, after).includes(left)) continue;
      const claims = finding.fix!.changes!.filter((one) => one !== left);
      const proof = prove([{ ...finding, fix: { ...finding.fix!, changes: claims } }], before, after);
      assert.ok('failed' in proof && /would also change/.test(proof.failed), `${rule}, ${where}: ${left}`);
    }
  }
});

test('they say nothing that they never change', () => {
  // What a misspelt key of Compose stands for may be anything.
  const others = cases.filter(({ rule }) => rule !== 'compose-invalid');
  const idle = [...Map.groupBy(others, (one) => one.rule)].flatMap(([rule, own]) => {
    const said = new Set(own.flatMap(({ finding }) => finding.fix!.changes ?? []));
    const done = new Set(own.flatMap(({ before, after }) => changed(before, after)));
    return [...said.difference(done)].map((part) => `${rule}: ${part}`);
  });
  assert.deepEqual(idle, []);
});

test('a repair that does more than it says is refused, whatever it is that it does', () => {
  const base = 'services:\n  web:\n    image: nginx:1.29\n    cap_drop: [ALL]\n';
  const before = judged(partsOf({ 'compose.yaml': base }), []);
  for (const more of [
    'hostname: x',
    'read_only: true',
    'networks: [other]',
    'ulimits: { nofile: 10 }',
    'logging: { driver: none }',
    'user: "101"',
    'healthcheck: { test: [CMD, "true"], interval: 1s }',
  ]) {
    const after = judged(partsOf({ 'compose.yaml': `${base}    cap_add: [CHOWN]\n    ${more}\n` }), []);
    const { finding } = cases.find(({ rule }) => rule === 'needed-capabilities')!;
    const proof = prove([finding], { ...before, findings: [finding] }, after);
    assert.ok('failed' in proof && /would also change/.test(proof.failed), more);
  }
});

/** What of the image and of how containers run is otherwise. */
const changed = (before: Judged, after: Judged): string[] => [
  ...changedFacts(before.facts ?? [], after.facts ?? []),
  ...changedParts(before.runs ?? [], after.runs ?? []).map((name) => `run.${name}`),
];

async function allCases(): Promise<Case[]> {
  const all: Case[] = [];
  for (const folder of ['workload', 'kubernetes', 'compose', 'fit'] as const)
    for (const name of ruleNames(folder)) {
      const loaded = await loadRule(folder, name);
      const rule = loaded.rule as unknown as AnySitedRule;
      for (const example of loaded.page.examples.filter(({ kind }) => kind === 'bad')) {
        const files = filesOf(folder, example);
        const parts = partsOf(files);
        for (const problem of problemsIn(folder, rule, parts, example)) {
          const next = problem.fix && repaired(files, problem);
          if (!next) continue;
          const finding = findingOf(rule, problem);
          all.push({
            rule: name,
            where: `line ${example.pageLine} of its page`,
            finding,
            before: judged(parts, [finding]),
            after: judged(partsOf(next), []),
          });
        }
      }
    }
  return all;
}

function repaired(
  files: Readonly<Record<string, string>>,
  { fix, at }: SitedProblem,
): Record<string, string> | undefined {
  const next = { ...files };
  for (const [path, edits] of Map.groupBy(fix!.edits, (edit) => edit.path ?? at.source.path)) {
    if (next[path] === undefined || !compatible(edits)) return undefined;
    next[path] = applyEdits(next[path], edits);
  }
  return next;
}

function findingOf(rule: AnySitedRule, { at, message, fix }: SitedProblem): Finding {
  return {
    rule: rule.name,
    aliases: [],
    severity: rule.severity,
    message,
    help: rule.help,
    fingerprint: message,
    at: placeOf(at.source, at.span),
    also: [],
    ...(fix ? { fix } : {}),
  };
}

function judged(parts: Parts, findings: readonly Finding[]): Judged {
  return {
    findings,
    facts: parts.fits.filter(({ recipe }) => recipe).map(({ facts }) => facts),
    runs: runsOf(parts),
    problems: 0,
    lossless: true,
  };
}
