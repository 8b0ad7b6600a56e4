import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { main } from '../src/commands/main.ts';
import { Source } from '../src/core/source.ts';
import { checkProject } from '../src/scan/project.ts';
import { repairProject } from '../src/scan/repair.ts';
import type { CheckRequest } from '../src/scan/types.ts';
import { runBuilt } from '../src/testing/child.ts';
import { hostileFamilies } from '../src/testing/hostile.ts';
import { makeTree, writeInto } from '../src/testing/tree.ts';
import { fakeWorld } from '../src/testing/world.ts';

// Whatever comes in ends in findings, gaps or one clear error: never in an exception, and never in silence.

/** Far beyond what anything here takes: it only ends what would not end. */
const limit = { timeout: 120_000 };
const clean = 'FROM scratch\nCOPY app /app\nUSER 65532:65532\nENTRYPOINT ["/app"]\n';

const request = (cwd: string, more: Partial<CheckRequest> = {}): CheckRequest => ({
  cwd,
  paths: ['.'],
  flags: { set: 'strict' },
  shellcheck: false,
  now: new Date('2026-06-01T12:00:00Z'),
  env: {},
  ...more,
});

async function plimsoll(root: string, args: readonly string[]) {
  const world = fakeWorld(root);
  const exit = await main(args, world);
  assert.doesNotMatch(world.err() + world.out(), /bug in plimsoll/);
  return { exit, out: world.out(), err: world.err() };
}

interface Report {
  files: string[];
  findings: { rule: string; at: { path: string } }[];
  gaps: { path: string; reason: string; kind: string }[];
}

async function report(root: string, ...args: string[]): Promise<Report & { exit: number }> {
  const { exit, out, err } = await plimsoll(root, [
    'check',
    '--rules',
    'strict',
    '--format',
    'json',
    ...args,
  ]);
  assert.equal(err, '');
  return { exit, ...(JSON.parse(out) as Report) };
}

describe('text that nobody writes', () => {
  const root = makeTree();
  for (const [name, make] of Object.entries(hostileFamilies)) {
    test(name, limit, async () => {
      const small = await judged(make(100));
      const large = await judged(make(200));
      // What is said grows with the file, and no faster.
      assert.ok(large.findings <= 3 * small.findings + 20, `${small.findings} → ${large.findings} findings`);
      // A folder in a folder is told by its whole path, which has an end of its own.
      const paths = name === 'folders' ? 4096 * large.findings : 20_000;
      assert.ok(large.said <= 3 * small.said + paths, `${small.said} → ${large.said} characters`);
      await repaired(make(60));
    });
  }

  async function judged(text: string): Promise<{ findings: number; said: number }> {
    const { verdict, sources } = await checkProject(
      request(root, { paths: ['-'], stdin: Buffer.from(text, 'utf8') }),
    );
    assert.deepEqual(
      verdict.gaps.filter(({ reason }) => /bug in plimsoll/.test(reason)),
      [],
    );
    const source = sources.get('Dockerfile')!;
    let said = 0;
    for (const { at, also, message, help, fix } of verdict.findings) {
      for (const place of [at, ...also]) {
        assert.ok(place.span.start <= place.span.end && place.span.end <= source.text.length);
      }
      said += message.length + help.length;
      for (const edit of fix?.edits ?? []) said += edit.text.length;
    }
    return { findings: verdict.findings.length, said };
  }

  async function repaired(text: string): Promise<void> {
    const stdin = Buffer.from(text, 'utf8');
    const { files } = await repairProject({ ...request(root, { paths: ['-'], stdin }), unsafe: true });
    assert.equal(files.length, 1);
    assert.ok(files[0]!.after instanceof Source);
  }
});

describe('the sizes that were asked for', () => {
  const base = 'FROM debian:12.8\n';
  const many = (n: number, line: (i: number) => string): string =>
    Array.from({ length: n }, (_, i) => line(i)).join('');
  const files: Record<string, string> = {
    '10,000 stages': many(10_000, (i) => `FROM debian:12.8 AS s${i}\n`),
    '100,000 blank lines': `${base}${'\n'.repeat(100_000)}USER 1\n`,
    '20,000 ENV': `${base}${many(20_000, (i) => `ENV A${i}=${i}\n`)}`,
    '5,000 mounts in one RUN': `${base}RUN ${many(5000, (i) => `--mount=type=cache,target=/c${i} `)}make\n`,
    '100,000 words in one RUN': `${base}RUN echo ${many(100_000, (i) => `w${i} `)}\n`,
    'one line of a megabyte': `${base}RUN echo ${'x'.repeat(1_000_000)}\n`,
    'one line of a megabyte of quotes': `${base}RUN echo ${'"'.repeat(1_000_001)}\n`,
    'a megabyte of open parentheses': `${base}RUN ${'$('.repeat(500_000)}\n`,
    'a megabyte of nested quotes': `${base}RUN echo ${'"$(echo '.repeat(125_000)}\n`,
    'a here-document of a megabyte that does not end': `${base}RUN <<EOF\n${'a\n'.repeat(500_000)}`,
  };
  for (const [name, text] of Object.entries(files)) {
    test(name, limit, async () => {
      const root = makeTree({ Dockerfile: text });
      const { files, gaps } = await report(root);
      assert.deepEqual(files, ['Dockerfile']);
      for (const { reason, kind } of gaps)
        if (kind === 'gap')
          assert.match(
            reason,
            /more than 1000 places|10000 targets|was not checked by ShellCheck: it has \d+ characters/,
          );
      const { exit } = await plimsoll(root, ['fix', '--dry-run', '--rule', 'workdir-not-cd,run-as-root']);
      assert.equal(exit, 0);
      assert.equal(readFileSync(join(root, 'Dockerfile'), 'utf8'), text);
    });
  }

  test(
    'a rule that fires everywhere is told of a thousand times, and that there is more',
    limit,
    async () => {
      const root = makeTree({ Dockerfile: `${base}${'MAINTAINER me\n'.repeat(3000)}` });
      const { findings, gaps } = await report(root, '--rule', 'maintainer-deprecated');
      assert.equal(findings.length, 1000);
      assert.deepEqual(gaps, [
        {
          path: 'Dockerfile',
          reason: 'maintainer-deprecated finds more than 1000 places in it: the others are not told',
          kind: 'gap',
        },
      ]);
    },
  );
});

describe('files that are no text, or not to be had', () => {
  test('each costs one gap with its reason, and the rest is judged', limit, async () => {
    const root = makeTree({
      'good/Dockerfile': clean,
      'binary/Dockerfile': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]),
      'utf16/Dockerfile': Buffer.from(`\uFEFF${clean}`, 'utf16le'),
      'folder/Dockerfile/keep': '',
    });
    mkdirSync(join(root, 'large'));
    closeSync(openSync(join(root, 'large/Dockerfile'), 'w'));
    truncateSync(join(root, 'large/Dockerfile'), 51 * 1024 * 1024);
    const reasons: Record<string, RegExp> = {
      'binary/Dockerfile': /binary/,
      'utf16/Dockerfile': /UTF-16/,
      'large/Dockerfile': /holds [\d.]+ MiB, more than the 4 MiB that are read/,
    };
    if (process.platform !== 'win32') {
      mkdirSync(join(root, 'pipe'));
      execFileSync('mkfifo', [join(root, 'pipe/Dockerfile')]);
      mkdirSync(join(root, 'loop'));
      symlinkSync('Dockerfile', join(root, 'loop/Dockerfile'));
      mkdirSync(join(root, 'nowhere'));
      symlinkSync('/nowhere/at/all', join(root, 'nowhere/Dockerfile'));
      symlinkSync(root, join(root, 'good/round'));
      mkdirSync(join(root, 'device'));
      symlinkSync('/dev/zero', join(root, 'device/Dockerfile'));
      Object.assign(reasons, {
        'pipe/Dockerfile': /not a file/,
        'loop/Dockerfile': /leads back to itself/,
        'nowhere/Dockerfile': /link to nothing/,
      });
    }
    if (process.platform !== 'win32' && process.getuid?.() !== 0) {
      writeInto(root, 'secret/Dockerfile', clean);
      chmodSync(join(root, 'secret/Dockerfile'), 0);
      reasons['secret/Dockerfile'] = /permission denied/;
    }
    const { exit, files, gaps } = await report(root);
    assert.equal(exit, 0);
    assert.deepEqual(files, ['good/Dockerfile']);
    for (const [path, reason] of Object.entries(reasons)) {
      assert.match(
        gaps
          .filter((gap) => gap.path === path)
          .map((gap) => gap.reason)
          .join('|'),
        reason,
        path,
      );
    }
    const strict = await plimsoll(root, ['check', '--fail-on-gaps']);
    assert.equal(strict.exit, 4);
    const fixed = await plimsoll(root, ['fix', '--dry-run']);
    assert.equal(fixed.exit, 0);
  });

  test('named one by one, each ends at once with a clear word', limit, async () => {
    const root = makeTree({ 'folder/Dockerfile/keep': '', 'binary.txt': Buffer.from('FROM x\0') });
    const paths: [path: string, says: RegExp][] = [
      ['folder/Dockerfile', /no Dockerfile in folder\/Dockerfile/],
      ['binary.txt', /binary/],
    ];
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [join(root, 'pipe')]);
      symlinkSync('loop', join(root, 'loop'));
      paths.push(
        ['pipe', /it is a pipe, not a file: pass it on standard input/],
        ['loop', /leads back to itself/],
        ['/dev/zero', /it is a device/],
        ['/dev/null', /it is a device/],
      );
    }
    for (const [path, says] of paths) {
      const { exit, out, err } = await plimsoll(root, ['check', path]);
      assert.ok(exit === 2 || exit === 3, `${path}: ${exit}`);
      assert.match(out + err, says);
      assert.doesNotMatch(out, /^PASS/m);
    }
  });

  test('a pipe does not keep the built command line waiting', {
    ...limit,
    skip: process.platform === 'win32',
  }, async () => {
    const root = makeTree();
    execFileSync('mkfifo', [join(root, 'Dockerfile')]);
    const { exit, signal, out } = await runBuilt(['check', 'Dockerfile'], { cwd: root, limit: 30_000 });
    assert.deepEqual([exit, signal], [3, null]);
    assert.match(out, /it is a pipe/);
  });

  test('folders without Dockerfiles, deep and round about', limit, async () => {
    const root = makeTree({ 'a/b/c/README.md': '' });
    if (process.platform !== 'win32') symlinkSync('..', join(root, 'a/b/up'));
    const { exit, err } = await plimsoll(root, ['check']);
    assert.equal(exit, 2);
    assert.match(err, /no Dockerfile in this folder: looked through 4 folders/);
  });

  test('a file that vanishes between being found and being read is a gap', limit, async () => {
    const { readSource } = await import('../src/scan/read.ts');
    const root = makeTree();
    assert.deepEqual(readSource(join(root, 'Dockerfile'), 'Dockerfile'), {
      path: 'Dockerfile',
      reason: 'it does not exist',
    });
  });

  test('a file that changes while it is repaired is left alone', limit, async () => {
    const { writeRepaired } = await import('../src/scan/repair.ts');
    const root = makeTree({ Dockerfile: 'FROM debian:12.8\nWORKDIR app\n' });
    const { files } = await repairProject({ ...request(root), unsafe: false });
    writeFileSync(join(root, 'Dockerfile'), clean);
    assert.throws(() => writeRepaired(files[0]!), { code: 'integrity' });
    assert.equal(readFileSync(join(root, 'Dockerfile'), 'utf8'), clean);
  });
});

describe('bytes', () => {
  const latin = Buffer.concat([
    Buffer.from('FROM debian:12.8\n# '),
    Buffer.from([0xe9, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
    Buffer.from('\nWORKDIR app\nRUN echo "'),
    Buffer.from([0xfe]),
    Buffer.from('"\nUSER 1\n'),
  ]);

  test('invalid UTF-8 is read, and a repair keeps every byte of it', limit, async () => {
    const root = makeTree({ Dockerfile: latin });
    const { files, findings } = await report(root);
    assert.deepEqual(files, ['Dockerfile']);
    assert.ok(findings.some(({ rule }) => rule === 'workdir-absolute'));
    assert.equal((await plimsoll(root, ['fix', '--rule', 'workdir-absolute'])).exit, 0);
    const at = latin.indexOf('app');
    const wanted = Buffer.concat([latin.subarray(0, at), Buffer.from('/'), latin.subarray(at)]);
    assert.deepEqual(readFileSync(join(root, 'Dockerfile')), wanted);
  });

  test('any bytes at all', limit, async () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
      return seed >> 16;
    };
    for (let round = 0; round < 60; round++) {
      const bytes = Buffer.from(Array.from({ length: 400 }, () => random() & 0xff || 10));
      const stdin = Buffer.concat([Buffer.from('FROM a\nRUN '), bytes]);
      const { verdict } = await checkProject(request('/', { paths: ['-'], stdin }));
      assert.deepEqual(verdict.files, ['Dockerfile']);
      assert.ok(verdict.gaps.every(({ reason }) => !/bug in plimsoll/.test(reason)));
    }
  });
});

describe('configuration', () => {
  const cases: [name: string, text: string, says: RegExp][] = [
    ['YAML that is broken', 'rules:\n  - a\n b: [\n', /plimsoll\.yaml:\d+:\d+/],
    ['a tab', 'rules:\n\tset: strict\n', /plimsoll\.yaml:2:/],
    ['a key that is mistyped', 'fail-onn: high\n', /plimsoll\.yaml:1:1.*fail-onn.*fail-on/s],
    [
      'a rule that is mistyped',
      'rules:\n  run-as-rot: off\n',
      /plimsoll\.yaml:2:3.*run-as-rot.*run-as-root/s,
    ],
    ['a value of another kind', 'fail-on: [high]\n', /plimsoll\.yaml:1:/],
    ['a waiver without a reason', 'waivers:\n  - rule: run-as-root\n', /plimsoll\.yaml:2:.*reason/s],
    [
      'a day that is none',
      'waivers:\n  - { rule: DL3002, reason: x, until: 2026-02-31 }\n',
      /plimsoll\.yaml:2:/,
    ],
    ['aliases that multiply', bomb(), /plimsoll\.yaml/],
    ['a megabyte of brackets', '['.repeat(1_000_000), /plimsoll\.yaml/],
    ['binary', '\0\x01\x02', /plimsoll\.yaml/],
  ];
  for (const [name, text, says] of cases) {
    test(name, limit, async () => {
      const root = makeTree({ Dockerfile: clean, 'plimsoll.yaml': text });
      const { exit, out, err } = await plimsoll(root, ['check']);
      assert.deepEqual([exit, out], [2, '']);
      assert.match(err, says);
      assert.ok(err.length < 2000, `${err.length} characters`);
    });
  }

  test("other tools' files that are broken are told of, and no crash", limit, async () => {
    for (const file of ['.hadolint.yaml', '.trivyignore.yaml', '.trivyignore']) {
      const root = makeTree({ Dockerfile: clean, [file]: 'ignored: [\n\0: }' });
      const { exit, out, err } = await plimsoll(root, ['check']);
      assert.ok(exit === 0 || exit === 2);
      assert.match(out + err, /\w/);
    }
  });

  test('a baseline that is broken', limit, async () => {
    const root = makeTree({ Dockerfile: clean, 'plimsoll-baseline.json': '{"version": ' });
    const { exit, err } = await plimsoll(root, ['check']);
    assert.equal(exit, 2);
    assert.match(err, /plimsoll-baseline\.json/);
  });
});

function bomb(): string {
  let text = 'a0: &a0 [x, x, x, x, x, x, x, x]\n';
  for (let i = 1; i < 12; i++) text += `a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}]\n`;
  return text;
}

describe('what grows by itself', () => {
  test('a file of variables that hold each other many times', limit, async () => {
    const root = makeTree({
      'compose.yaml': 'services:\n  a:\n    image: "x:$A"\n',
      '.env': `A=aaaaaaaaaa\n${`A=\${A}\${A}\${A}\n`.repeat(60)}`,
    });
    const { exit, out } = await plimsoll(root, ['check']);
    assert.equal(exit, 1);
    assert.match(out, /its variables make more than 64 KiB of it/);
  });

  test('targets of a bake file that inherit the one before twice', limit, async () => {
    const target = (i: number) =>
      `target "t${i}" { inherits = ["t${i - 1}", "t${i - 1}"] labels = { l${i} = "x" } }\n`;
    const { Source } = await import('../src/core/source.ts');
    const { bakeWorkflow } = await import('../src/workflow/bake.ts');
    const text = `target "t0" { args = { A = "1" } }\n${Array.from({ length: 200 }, (_, i) => target(i + 1)).join('')}`;
    const { builds } = bakeWorkflow([new Source('docker-bake.hcl', text)]);
    const last = builds.find(({ name }) => name === 't40');
    assert.deepEqual(
      last?.args.map(({ name, value }) => [name, value]),
      [['A', '1']],
    );
  });

  test('a pragma of many rules that nobody knows', limit, async () => {
    const root = makeTree({ Dockerfile: `# plimsoll ignore=${'no-rule,'.repeat(20_000)}\n${clean}` });
    const { findings } = await report(root);
    assert.equal(new Set(findings.map(({ rule }) => rule)).has('pragma-unknown-rule'), true);
    const { out } = await plimsoll(root, ['check']);
    assert.ok(out.length < 20_000, `${out.length} characters`);
  });

  test('a configuration of many rules that nobody knows', limit, async () => {
    const rules = Array.from({ length: 40_000 }, (_, i) => `  no-rule-${i}: off\n`).join('');
    const root = makeTree({ Dockerfile: clean, 'plimsoll.yaml': `rules:\n${rules}` });
    const { exit, err } = await plimsoll(root, ['check']);
    assert.equal(exit, 2);
    assert.match(err, /plimsoll\.yaml:2:3: unknown rule “no-rule-0”.*… and 39980 more/s);
  });

  test('mounts without end in one line', limit, async () => {
    const root = makeTree({
      Dockerfile: `FROM debian:12.8\nRUN ${'--mount=type=cache,target=/c '.repeat(40_000)}make\n`,
    });
    assert.equal((await report(root)).files.length, 1);
  });
});

describe('patterns without end', () => {
  const pattern = Array.from({ length: 10 }, () => '**/*').join('/');

  test('of COPY, in many folders, while the context is guessed', limit, async () => {
    const sources = Array.from({ length: 5000 }, (_, i) => `${pattern}x${i}`).join(' ');
    const root = makeTree({ Dockerfile: `FROM debian:12.8\nCOPY ${sources} /app/\n` });
    for (let i = 0; i < 400; i++) mkdirSync(join(root, `f${i % 20}/g${i}/h/i/j/k`), { recursive: true });
    assert.equal((await report(root)).files.length, 1);
  });

  test('of an ignore file: the context is not known then, and that is told', limit, async () => {
    const folder = 'a/'.repeat(20);
    const sources = Array.from({ length: 500 }, (_, i) => `${folder}x${i}`).join(' ');
    const root = makeTree({
      Dockerfile: `FROM debian:12.8\nCOPY ${sources} /app/\n`,
      '.dockerignore': Array.from({ length: 2000 }, (_, i) => `${pattern}/q${i}\n`).join(''),
    });
    const { findings, gaps } = await report(root, '--context', root);
    assert.match(gaps[0]?.reason ?? '', /the patterns of \.dockerignore take too long to match/);
    const rules = findings.map(({ rule }) => rule);
    // With the context known it would be told that nothing of it is there.
    assert.equal(rules.includes('copy-source'), false, `${new Set(rules)}`);
  });
});

test('an ignore file without end, of a build that a Compose file names', limit, async () => {
  const pattern = Array.from({ length: 10 }, () => '**/*').join('/');
  const script = `${'a/'.repeat(200)}start.sh`;
  const root = makeTree({
    'compose.yaml': `services:
  web:
    build: {context: app, dockerfile: ../build/web.txt}
    cap_drop: [ALL]
`,
    'build/web.txt': `FROM debian:12.8\nCOPY ${script} /app/\nENTRYPOINT ["/app/start.sh"]\n`,
    'app/.dockerignore': Array.from({ length: 15_000 }, (_, i) => `${pattern}/q${i}\n`).join(''),
    [`app/${script}`]: '#!/bin/sh\nchown -R app /data\nexec app\n',
  });
  const { gaps, findings } = await report(root);
  assert.match(
    gaps.map(({ path, reason }) => `${path}: ${reason}`).join('\n'),
    /^build\/web\.txt: the patterns of app\/\.dockerignore take too long/m,
  );
  // What the script needs is not known, for it may not be there.
  assert.equal(
    findings.some(({ rule }) => rule === 'needed-capabilities'),
    false,
  );
});

describe('files of settings that are no files', { skip: process.platform === 'win32' }, () => {
  for (const name of ['.gitignore', '.git', '.dockerignore']) {
    test(`${name} that is a pipe keeps nothing waiting`, limit, async () => {
      const root = makeTree({ Dockerfile: `${clean}COPY . /app\n` });
      execFileSync('mkfifo', [join(root, name)]);
      const { exit, signal, out } = await runBuilt(['check', '--no-shellcheck'], {
        cwd: root,
        limit: 60_000,
      });
      assert.ok(signal === null && (exit === 0 || exit === 1), `${exit} ${signal}`);
      assert.match(out, /^(?:PASS|FAIL)/m);
    });
  }

  for (const name of ['plimsoll.yaml', '.trivyignore', '.hadolint.yaml']) {
    test(
      `${name} that is a device or a folder is an error, for what it says would not hold`,
      limit,
      async () => {
        for (const make of [symlinkSync.bind(null, '/dev/zero'), mkdirSync] as ((path: string) => void)[]) {
          const root = makeTree({ Dockerfile: clean });
          make(join(root, name));
          const { exit, err } = await plimsoll(root, ['check']);
          assert.equal(exit, 2);
          assert.match(err, new RegExp(`${name.replaceAll('.', '\\.')}: it is not a plain file`));
        }
      },
    );
  }

  for (const name of ['plimsoll.yaml', '.hadolint.yaml', '.trivyignore', 'plimsoll-baseline.json'])
    test(`${name} in UTF-16 is an error that says so`, limit, async () => {
      const text = Buffer.from('fail-on: high\n', 'utf16le');
      for (const content of [
        text,
        Buffer.concat([Buffer.of(0xff, 0xfe), text]),
        Buffer.from(text).swap16(),
      ]) {
        const { exit, err } = await plimsoll(makeTree({ Dockerfile: clean, [name]: content }), ['check']);
        assert.equal(exit, 2);
        assert.match(err, new RegExp(`${name.replaceAll('.', '\\.')}.*: it is UTF-16.*save it as UTF-8`));
      }
    });

  test('a baseline that is to go to a full disk', { skip: !existsSync('/dev/full') }, async () => {
    const { exit, err } = await plimsoll(makeTree({ Dockerfile: clean }), [
      'baseline',
      '--output',
      '/dev/full',
    ]);
    assert.equal(exit, 3);
    assert.match(err, /^plimsoll: \/dev\/full cannot be written: ENOSPC/);
  });

  test('a list of waivers that is too large is not left out in silence', limit, async () => {
    const root = makeTree({ Dockerfile: clean, '.trivyignore': 'DS002\n'.repeat(200_000) });
    const { exit, err } = await plimsoll(root, ['check']);
    assert.equal(exit, 2);
    assert.match(err, /\.trivyignore: it is larger than 1 MiB/);
  });

  test('a configuration without end that was named', limit, async () => {
    const root = makeTree({ Dockerfile: clean });
    const { exit, err } = await plimsoll(root, ['check', '--config', '/dev/zero']);
    assert.equal(exit, 2);
    assert.match(err, /zero: larger than 1 MiB/);
  });
});

test('errors show the marks of a terminal that a file holds, and send none', limit, async () => {
  const root = makeTree({ Dockerfile: clean, 'plimsoll.yaml': '"fail\\e[31m\\u202eon": high\n' });
  const { exit, err } = await plimsoll(root, ['check']);
  assert.equal(exit, 2);
  assert.match(err, /fail␛\[31m<U\+202E>on/);
});
