import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Edit, Fix } from '../core/edit.ts';
import { type Fact, factNames, type ImageFacts } from '../core/facts.ts';
import type { Finding } from '../core/finding.ts';
import type { Severity } from '../core/severity.ts';
import { Source } from '../core/source.ts';
import { applyEdits, compatible, Gathered } from './apply.ts';
import type { Judged } from './prove.ts';
import { repair } from './repair.ts';

/** A world in which every word `bad…` is a finding whose repair is given by `fixes`. */
function world(
  fixes: (word: string, at: number) => Fix | undefined,
  severityOf: (word: string) => Severity = () => 'medium',
) {
  return (source: Source): Judged => {
    const findings: Finding[] = [];
    for (const match of source.text.matchAll(/\bbad\w*/g)) {
      const [word] = match;
      const span = { start: match.index, end: match.index + word.length };
      const fix = fixes(word, match.index);
      findings.push({
        rule: word,
        aliases: [],
        severity: severityOf(word),
        message: word,
        help: 'mend it',
        fingerprint: `${word}-${findings.filter(({ rule }) => rule === word).length}`,
        at: { path: source.path, span, start: source.position(span.start), end: source.position(span.end) },
        also: [],
        ...(fix ? { fix } : {}),
      });
    }
    return {
      findings,
      facts: [factsOf(source.text)],
      problems: source.text.includes('!') ? 1 : 0,
      lossless: !source.text.includes('?'),
    };
  };
}

/** Facts of which only the user speaks of the text: it is the first word. */
function factsOf(text: string): ImageFacts {
  const unknown: Fact<never> = { known: 'unknown', why: 'not needed here', from: [] };
  const user: ImageFacts['user'] = {
    known: 'predicted',
    value: { text: text.split(' ')[0]!, numeric: false },
    from: [],
  };
  return {
    ...(Object.fromEntries(factNames.map((name) => [name, unknown])) as unknown as ImageFacts),
    user,
    target: 'x',
    place: { start: 0, end: 0 },
    has: () => 'unknown',
  };
}

const replaceBy =
  (text: string, safe = true, changes?: Fix['changes']) =>
  (word: string, at: number): Fix => ({
    title: `write ${text}`,
    safe,
    edits: [{ span: { start: at, end: at + word.length }, text }],
    ...(changes ? { changes } : {}),
  });

const run = (text: string, judge: (source: Source) => Judged, unsafe = false) => {
  const { source, applied, refused } = repair(new Source('f', text), judge, { unsafe });
  return {
    text: source.text,
    applied: applied.map(({ rule, level }) => `${rule} ${level}`),
    refused: refused.map(({ rule, why }) => `${rule}: ${why}`),
  };
};

describe('repair', () => {
  it('makes every repair of a rule at once, proved', () => {
    const judge = world(replaceBy('good'));
    assert.deepEqual(run('u bad bad bad2', judge), {
      text: 'u good good good',
      applied: ['bad L2', 'bad L2', 'bad2 L2'],
      refused: [],
    });
  });

  it('speaks of the lines of the source as it was given', () => {
    const judge = (source: Source): Judged => {
      const judged = world(replaceBy('new\nline'))(source);
      const named = ({ fix, ...finding }: Finding): Finding => ({
        ...finding,
        ...(fix ? { fix: { ...fix, title: `break line ${finding.at.start.line}` } } : {}),
      });
      return { ...judged, findings: judged.findings.map(named) };
    };
    const { applied } = repair(new Source('f', 'u bad\nbad2\nbad3'), judge, { unsafe: false });
    assert.deepEqual(
      applied.map(({ title, at }) => [title, at.start.line]),
      [
        ['break line 1', 1],
        ['break line 2', 2],
        ['break line 3', 3],
      ],
    );
  });

  it('keeps repairs that are not safe until they are asked for', () => {
    const judge = world(replaceBy('good', false));
    assert.deepEqual(run('u bad', judge), { text: 'u bad', applied: [], refused: [] });
    assert.equal(run('u bad', judge, true).text, 'u good');
  });

  it('refuses a repair after which the rule fires still', () => {
    const judge = world(replaceBy('bad bad'));
    assert.deepEqual(run('u bad', judge), {
      text: 'u bad',
      applied: [],
      refused: ['bad: bad would still fire there'],
    });
  });

  it('refuses a repair that brings an equal finding, and takes one that brings a lesser', () => {
    assert.deepEqual(
      run(
        'u bad',
        world((word, at) => (word === 'bad' ? replaceBy('bad2')(word, at) : undefined)),
      ).refused,
      ['bad: bad2 would fire instead: bad2'],
    );
    const lesser = world(
      (word, at) => (word === 'bad' ? replaceBy('bad2')(word, at) : undefined),
      (word) => (word === 'bad2' ? 'low' : 'medium'),
    );
    assert.equal(run('u bad', lesser).text, 'u bad2');
  });

  it('repairs what a repair brings up with it, as one, each told where it stood', () => {
    const judge = world((word, at) => replaceBy(word === 'bad' ? 'bad2\nbad3' : 'good')(word, at));
    const source = new Source('f', 'u x\nbad\n');
    const { source: after, applied, refused } = repair(source, judge, { unsafe: false });
    assert.equal(after.text, 'u x\ngood\ngood\n');
    assert.deepEqual(
      applied.map(({ rule, level, at }) => `${rule} ${level} ${at.start.line}`),
      ['bad L2 2', 'bad2 L2 2', 'bad3 L2 2'],
    );
    assert.deepEqual(refused, []);
  });

  it('but not by what is not asked for, nor when the proof of all together fails', () => {
    const held = world((word, at) => replaceBy(word === 'bad' ? 'bad2' : 'good', word === 'bad')(word, at));
    assert.deepEqual(run('u bad', held).refused, ['bad: bad2 would fire instead: bad2']);
    assert.equal(run('u bad', held, true).text, 'u good');
    const endless = world((word, at) => replaceBy(`${word}x`)(word, at));
    assert.equal(run('u bad', endless).text, 'u bad');
    const changing = world((word, at) => ({
      ...replaceBy(word === 'bad' ? 'bad2' : 'good')(word, at),
      edits: [
        ...replaceBy(word === 'bad' ? 'bad2' : 'good')(word, at).edits,
        ...(word === 'bad' ? [] : [{ span: { start: 0, end: 1 }, text: 'v' }]),
      ],
    }));
    assert.deepEqual(run('u bad', changing), {
      text: 'u bad',
      applied: [],
      refused: ['bad: bad2 would fire instead: bad2'],
    });
  });

  it('makes no repair that is not safe and leaves a question, where it has to be sure', () => {
    const judging =
      (safe: boolean) =>
      (source: Source): Judged => ({
        ...world(replaceBy('good', safe))(source),
        questions: source.text.includes('good') ? new Map([['q', 'what it needs is not known']]) : new Map(),
      });
    const outcome = (sure: boolean, safe = false) =>
      repair(new Source('f', 'u bad'), judging(safe), { unsafe: true, sure });
    assert.equal(outcome(false).source.text, 'u good');
    assert.equal(outcome(true, true).source.text, 'u good');
    assert.equal(outcome(true).source.text, 'u bad');
    assert.match(outcome(true).refused[0]!.why, /^what it needs is not known/);
  });

  it('says what stays open and has no repair', () => {
    const judge = world((word, at) => (word === 'bad' ? undefined : replaceBy('x\ny')(word, at)));
    const { left } = repair(new Source('f', 'u bad2\nbad'), judge, { unsafe: false });
    assert.deepEqual(
      left.map(({ rule, at }) => [rule, at.start.line]),
      [['bad', 2]],
    );
  });

  it('refuses a repair that changes facts which it does not claim', () => {
    assert.deepEqual(run('bad x', world(replaceBy('good'))).refused, [
      "bad: it would also change the image's user",
    ]);
    assert.equal(run('bad x', world(replaceBy('good', true, ['user']))).text, 'good x');
  });

  it('refuses a result that does not parse or print', () => {
    assert.match(run('u bad', world(replaceBy('go!'))).refused[0]!, /syntax error/);
    assert.match(run('u bad', world(replaceBy('go?'))).refused[0]!, /does not print/);
  });

  it('makes the good repairs of a batch of which one fails', () => {
    const judge = world((word, at) => replaceBy(at === 2 ? 'go!' : 'good')(word, at));
    const { text, refused } = run('u bad bad bad', judge);
    assert.equal(text, 'u bad good good');
    assert.equal(refused.length, 1);
  });

  it('lets repairs that touch the same text wait for each other', () => {
    const judge = world((_, at) => ({
      title: 'mend the first of what follows',
      safe: true,
      edits: [{ span: { start: at, end: at === 2 ? 9 : at + 3 }, text: at === 2 ? 'good bad' : 'good' }],
    }));
    const { text, applied } = run('u bad bad', judge);
    assert.deepEqual([text, applied.length], ['u good good', 2]);
  });

  it('finds the one repair among many that fails, without judging each by itself', () => {
    let judgements = 0;
    let seen = '';
    const inner = world((word, at) => replaceBy(seen[at + 3] === '~' ? 'go!' : 'good')(word, at));
    const judge = (source: Source) => {
      judgements++;
      seen = source.text;
      return inner(source);
    };
    const { text, refused } = run(`u ${'bad '.repeat(300)}bad~ ${'bad '.repeat(199)}`, judge);
    assert.equal(text.match(/good/g)?.length, 499);
    assert.equal(refused.length, 1);
    assert.ok(judgements < 50, `${judgements} judgements`);
  });

  it('leaves a rule alone whose repairs keep failing', () => {
    let judgements = 0;
    const inner = world(replaceBy('go!'));
    const judge = (source: Source) => {
      judgements++;
      return inner(source);
    };
    const { refused } = run(`u ${'bad '.repeat(500)}`, judge);
    assert.equal(refused.length, 500);
    assert.match(refused.at(-1)!, /it was not tried, for 50 repairs of bad in this file have failed/);
    assert.ok(judgements < 100, `${judgements} judgements`);
  });

  it('tries again what another repair has made possible', () => {
    // As long as there is a bad2, what becomes of a bad1 has a syntax error.
    const inner = world(replaceBy('good'));
    const judge = (source: Source): Judged => ({
      ...inner(source),
      problems: /good.*bad2/.test(source.text) ? 1 : 0,
    });
    const { text, refused } = run('u bad1 bad2', judge);
    assert.equal(text, 'u good good');
    assert.deepEqual(refused, []);
  });

  it('proves without facts where they are not compared', () => {
    const inner = world(replaceBy('good'));
    const judge = (source: Source): Judged => {
      const { facts: _, ...rest } = inner(source);
      return rest;
    };
    assert.deepEqual(run('bad x', judge).applied, ['bad L1']);
  });

  it('changes nothing when it is run again', () => {
    const judge = world(replaceBy('good'));
    const once = run('u bad bad2', judge);
    assert.deepEqual(run(once.text, judge), { text: once.text, applied: [], refused: [] });
  });

  it('refuses a repair that needs another file', () => {
    const judge = world((_, at) => ({
      title: 'mend it there',
      safe: true,
      edits: [{ span: { start: at, end: at + 3 }, text: 'good', path: 'other' }],
    }));
    assert.match(run('u bad', judge).refused[0]!, /another file/);
  });

  it('writes nothing that a file of another encoding cannot hold', () => {
    const { source, refused } = repair(new Source('f', 'u bad', 'latin1'), world(replaceBy('“')), {
      unsafe: true,
    });
    assert.equal(source.text, 'u bad');
    assert.match(refused[0]!.why, /not UTF-8/);
  });
});

describe('Gathered', () => {
  it('takes what `compatible` would let stand together', () => {
    const edit = fc
      .tuple(fc.nat(12), fc.nat(3))
      .map(([start, length]) => ({ span: { start, end: start + length }, text: '' }));
    fc.assert(
      fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { maxLength: 8 }), (groups) => {
        const gathered = new Gathered();
        const taken: Edit[] = [];
        for (const group of groups) {
          const fits = compatible([...taken, ...group]);
          assert.equal(gathered.take(group), fits);
          if (fits) taken.push(...group);
        }
      }),
    );
  });
});

describe('applyEdits', () => {
  it('applies edits wherever they stand, insertions in the order given', () => {
    const at = (start: number, end: number, text: string) => ({ span: { start, end }, text });
    assert.equal(
      applyEdits('abcdef', [at(4, 5, 'E'), at(0, 1, ''), at(2, 2, '1'), at(2, 2, '2')]),
      'b12cdEf',
    );
    assert.throws(() => applyEdits('abc', [at(0, 2, 'x'), at(1, 3, 'y')]), RangeError);
    assert.throws(() => applyEdits('abc', [at(2, 9, 'x')]), RangeError);
    assert.equal(compatible([at(0, 2, ''), at(2, 3, '')]), true);
    assert.equal(compatible([at(0, 2, ''), at(1, 3, '')]), false);
    assert.equal(compatible([at(0, 4, ''), at(2, 2, 'x')]), false, 'an insertion into what is replaced');
    assert.equal(compatible([at(0, 2, ''), at(2, 2, 'x'), at(2, 4, '')]), true, 'an insertion between');
  });
});
