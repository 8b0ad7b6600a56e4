import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Problem, Question } from '../src/core/finding.ts';
import {
  type AnyRule,
  loadRule,
  pageChecks,
  type RuleWithPage,
  ruleFolders,
  ruleNames,
} from '../src/testing/check-page.ts';

// A rule that is broken must make its page fail: each is broken here in several ways, and its page is asked.
// RULE=name[,name] breaks these rules only.

const only = process.env.RULE?.split(',');

const same = <T>(all: T[]): T[] => all;

interface Break {
  applies?(rule: AnyRule): boolean;
  change?(problems: Problem[]): Problem[];
  /** To what the rule cannot tell. */
  asks?(questions: Question[]): Question[];
}

/** What rules on deliveries cannot tell stands among what they find. */
type Told = Problem | Question;

/**
 * What each break does to the problems of a rule. One that changes nothing that the rule ever says on its page is none:
 * what has one weight cannot be given the wrong one.
 */
const breaks: Record<string, Break> = {
  'says nothing': { change: () => [] },
  'says the last thing no more': { change: (problems) => problems.slice(0, -1) },
  'says everything twice': { change: (problems) => [...problems, ...problems] },
  'cries where nothing is wrong': {
    change: (problems) =>
      problems.length > 0 ? problems : [{ at: { start: 0, end: 0 }, message: 'nothing is wrong' }],
  },
  'gives everything all of its ids': {
    change: (problems) => problems.map(({ aliases: _, ...problem }) => problem),
  },
  'finds everything equally grave': {
    change: (problems) => problems.map(({ severity: _, ...problem }) => problem),
  },
  'keeps what it cannot tell to itself': { asks: () => [] },
  'asks everything twice': { asks: (questions) => [...questions, ...questions] },
  'repairs nothing': {
    applies: ({ fixable }) => fixable,
    change: (problems) => problems.map(({ fix: _, ...problem }) => problem),
  },
  'repairs it otherwise': {
    applies: ({ fixable }) => fixable,
    change: (problems) =>
      problems.map((problem) =>
        problem.fix
          ? {
              ...problem,
              fix: {
                ...problem.fix,
                edits: problem.fix.edits.map((edit) => ({ ...edit, text: `${edit.text}x` })),
              },
            }
          : problem,
      ),
  },
};

for (const [name, { applies = () => true, change = same, asks = same }] of Object.entries(breaks)) {
  test(`a rule that ${name} fails on its page`, async (t) => {
    const survivors: string[] = [];
    let broken = 0;
    for (const loaded of await allRules()) {
      if (!applies(loaded.rule)) continue;
      let isBroken = false;
      const breaking = (told: Told[]): Told[] => {
        const problems = told.filter((each) => !isAsked(each)) as Problem[];
        const questions = told.filter(isAsked);
        const broken = change(problems);
        const asked = asks(questions);
        isBroken ||= !isDeepStrictEqual(effects(loaded.rule, broken), effects(loaded.rule, problems));
        isBroken ||= !isDeepStrictEqual(asked, questions);
        return [...broken, ...asked];
      };
      const failed = fails({ ...loaded, rule: breakRule(loaded.rule, breaking) });
      if (isBroken) broken++;
      if (isBroken && !failed) survivors.push(loaded.rule.name);
    }
    assert.deepEqual(survivors, [], 'the pages of these rules do not notice');
    // One rule alone may have nothing that can be so broken; all of them together have.
    if (only && broken === 0) t.skip('these rules cannot be broken so');
    else assert.ok(broken > 0);
  });
}

test('and one that is whole does not', async () => {
  for (const loaded of await allRules()) {
    assert.ok(!fails({ ...loaded, rule: breakRule(loaded.rule, same) }), loaded.rule.name);
  }
});

/** Problems with all that the rule says where they do not. */
const effects = ({ severity, aliases }: AnyRule, problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => ({ severity, aliases, ...problem }));

function allRules(): Promise<RuleWithPage[]> {
  return Promise.all(
    ruleFolders.flatMap((folder) =>
      ruleNames(folder)
        .filter((name) => !only || only.includes(name))
        .map((name) => loadRule(folder, name)),
    ),
  );
}

function breakRule(rule: AnyRule, change: (told: Told[]) => Told[]): AnyRule {
  return { ...rule, check: (subject, options) => change([...rule.check(subject, options)]) as Problem[] };
}

const isAsked = (told: Told): told is Question => 'wants' in told;

const fails = (broken: RuleWithPage): boolean =>
  pageChecks(broken).some(({ run }) => {
    try {
      run();
      return false;
    } catch {
      return true;
    }
  });
