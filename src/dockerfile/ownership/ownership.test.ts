import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findBase } from '../../bases/find.ts';
import { folderOf } from '../../bases/folders.ts';
import type { UserFact } from '../../core/facts.ts';
import { Source } from '../../core/source.ts';
import { buildOf } from '../build.ts';
import { parse } from '../parse.ts';
import { ownershipOf } from './ownership.ts';
import type { Answer } from './rights.ts';

const app = { text: 'app', name: 'app', numeric: false };
const number = { text: '10001', uid: 10001, numeric: true };

const build = (text: string) => buildOf(parse(new Source('Dockerfile', text)));

/** What the last stage lets a user do at a path. */
function asked(text: string, path: string, user: UserFact = app) {
  const made = build(text);
  return ownershipOf(made).mayWrite({ stage: made.stages.at(-1)! }, path, user);
}

/** Of a stage on Debian that has the account: instructions, path, answer, and the folder that says no. */
const cases: readonly (readonly [
  what: string,
  instructions: string,
  path: string,
  may: Answer,
  by?: string,
])[] = [
  ['WORKDIR is its who is in force', 'WORKDIR /a', '/a/x', 'no', '/a'],
  ['and all that it stands in', 'WORKDIR /a/b/c', '/a/b/x', 'no', '/a/b'],
  ['of the user behind USER', 'USER app\nWORKDIR /a/b', '/a/x', 'yes'],
  ['what is there stays as it is', 'WORKDIR /a\nUSER app\nWORKDIR /a', '/a/x', 'no', '/a'],
  ['COPY makes what it copies to for root', 'COPY . /a', '/a/x', 'no', '/a'],
  ['whoever USER is', 'USER app\nCOPY . /a', '/a/x', 'no', '/a'],
  ['--chown holds for the folders above, too', 'COPY --chown=app x /a/b/', '/a/y', 'yes'],
  ['--chown gives no folder away that is there', 'WORKDIR /a\nCOPY --chown=app . .', '/a/new', 'unknown'],
  ['nor a file beside it', 'WORKDIR /a\nCOPY --chown=app package.json ./', '/a/new', 'no', '/a'],
  ['but the file', 'WORKDIR /a\nCOPY --chown=app package.json ./', '/a/package.json', 'yes'],
  [
    'a folder of the context may take the place',
    'RUN install -d -o app /a/tmp\nCOPY . /a',
    '/a/tmp',
    'unknown',
  ],
  ['another stage keeps its owners', 'COPY --from=debian:12 /x /a', '/a/x', 'unknown'],
  ['but not of the folder that it is copied to', 'COPY --from=debian:12 /x/ /a/', '/a', 'no', '/a'],
  ['a linked layer has folders of its own', 'RUN install -d -o app /a\nCOPY --link x /a/', '/a', 'unknown'],
  ['--chmod opens', 'COPY --chmod=777 . /a', '/a/x', 'yes'],
  ['ADD unpacks with the owners of the archive', 'ADD x.tar.gz /a', '/a/x', 'unknown'],
  ['where it goes nobody knows', 'WORKDIR /a\nARG D\nCOPY . $D', '/a', 'unknown'],
  ['mkdir', 'RUN mkdir /a', '/a/x', 'no', '/a'],
  ['mkdir of several', 'RUN mkdir -p /a/{b,c}', '/a/c/x', 'no', '/a/c'],
  ['mkdir -m', 'RUN mkdir -m 1777 /a', '/a/x', 'yes'],
  ['mkdir -p keeps', 'RUN mkdir -m 777 /a && mkdir -p /a', '/a/x', 'yes'],
  [
    'mkdir proves that it was not there',
    'RUN install -d -o app /a\nRUN rm -rf /a && mkdir /a',
    '/a/x',
    'no',
    '/a',
  ],
  ['a umask', 'RUN umask 0 && mkdir /a', '/a/x', 'unknown'],
  ['cd', 'RUN cd /srv && mkdir a && chown app a', '/srv/a/x', 'yes'],
  ['chown', 'RUN mkdir /a && chown app /a', '/a/x', 'yes'],
  ['chown of the folder alone', 'RUN mkdir -p /a/b && chown app /a', '/a/b', 'no', '/a/b'],
  ['chown -R', 'RUN mkdir -p /a/b && chown -R app: /a', '/a/b', 'yes'],
  ['chown by number', 'RUN mkdir /a && chown 1000 /a', '/a', 'unknown'],
  ['chown of others', 'RUN mkdir /a && chown -R nobody /a', '/a', 'unknown'],
  ['chown of a pattern', 'RUN mkdir -p /a/b && chown app /a/*', '/a/b', 'unknown'],
  ['chown of what a variable says', 'RUN mkdir -p /a && chown app "$A"', '/a', 'unknown'],
  ['chown with a variable that is known', 'ENV A=/a\nRUN mkdir -p $A && chown app $A', '/a', 'yes'],
  ['chown before it is there', 'RUN chown -R app /a || true\nRUN mkdir /a', '/a', 'no', '/a'],
  ['chown on a condition', 'RUN mkdir /a\nRUN [ -e /b ] && chown app /a', '/a', 'unknown'],
  ['chgrp', 'RUN mkdir /a && chgrp app /a', '/a', 'no', '/a'],
  ['chgrp and g+w', 'RUN mkdir /a && chgrp app /a && chmod g+w /a', '/a', 'yes'],
  ['g+w of root alone', 'RUN mkdir /a && chmod g+w /a', '/a', 'unknown'],
  ['chmod', 'RUN mkdir /a && chmod a+rwx /a', '/a', 'yes'],
  ['chmod that takes away', 'RUN mkdir -m 777 /a && chmod go-w /a', '/a', 'no', '/a'],
  ['setfacl', 'RUN mkdir /a && setfacl -m u:app:rwx /a', '/a', 'unknown'],
  ['find', 'RUN mkdir /a && find /a -exec chown app {} +', '/a', 'unknown'],
  ['xargs', 'RUN mkdir /a && ls -d /a | xargs chown app', '/a', 'unknown'],
  ['mv', 'RUN mkdir /a && mv /x /a', '/a/x', 'unknown'],
  ['mv away', 'RUN mkdir -m 777 /a && mv /a /b', '/a', 'no', '/'],
  ['cp', 'RUN mkdir /a && cp -r /x /a/x', '/a/x', 'no', '/a/x'],
  ['cp -a', 'RUN cp -a /x /a', '/a', 'unknown'],
  ['ln', 'RUN ln -s /tmp /a', '/a/x', 'unknown'],
  ['tar', 'RUN mkdir /a && tar -xf x.tar -C /a', '/a/x', 'unknown'],
  ['tar without owners', 'RUN mkdir /a && tar -xf x.tar --no-same-owner -C /a', '/a/x', 'no', '/a'],
  ['git clone', 'RUN git clone https://example.com/a.git', '/a/x', 'no', '/a'],
  ['unzip', 'WORKDIR /a\nRUN unzip x.zip', '/a/x', 'no', '/a'],
  ['a redirect', 'RUN echo x > /a', '/a', 'no', '/a'],
  ['rm', 'RUN mkdir -m 777 /a && rm -rf /a', '/a', 'no', '/'],
  ['a script', 'WORKDIR /a\nRUN ./setup.sh', '/a', 'unknown'],
  ['a program that is called for it', 'WORKDIR /a\nRUN fix-permissions /b', '/a', 'unknown'],
  ['a program that is told of it', 'WORKDIR /a\nRUN frobnicate /a', '/a/x', 'unknown'],
  ['a program that is told of something else', 'WORKDIR /a\nRUN frobnicate /b', '/a/x', 'no', '/a'],
  ['what is piped to a shell', 'WORKDIR /a\nRUN curl -f https://example.com | sh', '/a/x', 'no', '/a'],
  ['a package manager', 'WORKDIR /a\nRUN npm ci', '/a/node_modules', 'no', '/a'],
  ['packages and their folders', 'RUN apt-get install -y redis', '/var/lib/redis', 'unknown'],
  [
    'packages and other folders',
    'RUN apt-get install -y curl && mkdir /var/lib/shop',
    '/var/lib/shop',
    'no',
    '/var/lib/shop',
  ],
  ['who is not root gives nothing away', 'RUN mkdir /a\nUSER nobody\nRUN chown app /a', '/a', 'no', '/a'],
  ['unless by sudo', 'RUN mkdir /a\nUSER nobody\nRUN sudo chown app /a', '/a', 'yes'],
  ['but makes what is his', 'USER app\nRUN mkdir /tmp/a', '/tmp/a', 'yes'],
  [
    'others may have opened what is theirs',
    'RUN install -d -o nobody /a\nUSER nobody\nRUN make',
    '/a',
    'unknown',
  ],
  ['a mount is no part of it', 'RUN --mount=type=cache,target=/a chown app /a', '/a', 'no', '/'],
  ['its folder may stay behind', 'RUN --mount=type=cache,target=/a/b true', '/a/b', 'no', '/'],
  ['folders of the system', '', '/usr/local/bin/x', 'no', '/usr/local/bin'],
  ['/var/run is /run', 'RUN mkdir /run/a && chown app /run/a', '/var/run/a', 'yes'],
  ['/tmp', '', '/tmp', 'yes'],
  ['/tmp and what may be in it', '', '/tmp/x', 'unknown'],
  ['the home', '', '/home/app/x', 'yes'],
];

describe('who may write', () => {
  for (const [what, instructions, path, may, by] of cases) {
    test(what, () => {
      const text = `FROM debian:12\nRUN useradd -m app\n${instructions}\n`;
      const permission = asked(text, path);
      assert.deepEqual([permission.may, permission.by?.path], [may, by]);
    });
  }

  test('says where the folder was made', () => {
    const text = 'FROM debian:12\nWORKDIR /a\nUSER app\n';
    assert.equal(asked(text, '/a/x').by?.rights.from?.note, 'WORKDIR at line 2');
    assert.deepEqual(asked(text, '/a/x').by?.rights.owner, { id: 0, name: 'root' });
  });

  test('root may', () => {
    const root = { text: '', uid: 0, numeric: false };
    assert.equal(asked('FROM debian:12\nWORKDIR /a', '/a', root).may, 'yes');
  });

  test('whoever has no account has the group 0', () => {
    const text = 'FROM debian:12\nRUN mkdir /a && chmod g+w /a\n';
    assert.equal(asked(text, '/a', number).may, 'unknown');
    assert.equal(asked(text, '/a', { ...number, text: '10001:0', group: '0', gid: 0 }).may, 'yes');
    assert.equal(asked(text, '/a', { ...number, text: '10001:9', group: '9', gid: 9 }).may, 'no');
  });

  test('stages go on where their parents end', () => {
    const text =
      'FROM debian:12 AS a\nWORKDIR /a\nFROM a AS b\nRUN chown 10001 /a\nFROM b AS c\nUSER 10001\n';
    const made = build(text);
    const all = made.stages.map((stage) => ownershipOf(made).mayWrite({ stage }, '/a/x', number).may);
    assert.deepEqual(all, ['no', 'yes', 'yes']);
  });

  test('at a point in between', () => {
    const made = build('FROM debian:12\nRUN mkdir /a && chown 10001 /a && rmdir /a\n');
    const [stage] = made.stages;
    const owners = ownershipOf(made);
    const answers = made
      .commands()
      .map((command) => owners.mayWrite(owners.before(stage!, command), '/a', number).may);
    assert.deepEqual(answers, ['no', 'no', 'yes']);
    assert.equal(owners.mayWrite({ stage: stage! }, '/a', number).may, 'no');
  });

  test('nothing is known of an unknown base but what every image has', () => {
    assert.equal(asked('FROM example.com/a', '/a').may, 'unknown');
    assert.equal(asked('FROM example.com/a', '/etc/passwd').may, 'no');
    assert.equal(asked('FROM example.com/a\nUSER 0\nRUN mkdir /a', '/a').may, 'no');
    assert.equal(asked('FROM example.com/a\nRUN mkdir /a', '/a').may, 'unknown');
    assert.equal(asked('FROM scratch', '/a').may, 'no');
  });

  test('triggers of a parent are heeded', () => {
    const text = 'FROM debian:12 AS a\nONBUILD RUN install -d -o 10001 /a\nFROM a\nUSER 10001\n';
    assert.equal(asked(text, '/a', number).may, 'yes');
  });
});

test('homes', () => {
  const homes: readonly (readonly [from: string, user: string, home: string | undefined])[] = [
    ['debian:12\nRUN useradd app', 'app', '/home/app'],
    ['debian:12\nRUN useradd -d /srv app', 'app', '/srv'],
    ['debian:12\nRUN useradd -u 10001 -b /srv app', '10001', '/srv/app'],
    ['debian:12\nRUN adduser --system app', 'app', '/nonexistent'],
    ['debian:11\nRUN adduser --system app', 'app', '/home/app'],
    ['alpine:3.22\nRUN adduser -S -h /srv app', 'app', '/srv'],
    ['debian:12\nRUN useradd app && usermod -d /srv app', 'app', '/srv'],
    ['node:22', 'node', '/home/node'],
    ['node:22', '1000', '/home/node'],
    ['node:22', 'www-data', undefined],
    ['debian:12', '10001', '/'],
    ['debian:12\nRUN ./setup.sh', '10001', undefined],
    ['example.com/a', '10001', undefined],
  ];
  for (const [from, user, home] of homes) {
    const made = build(`FROM ${from}\nUSER ${user}\n`);
    const [stage] = made.stages;
    const fact = made.facts(stage!).user;
    assert.ok(fact.known !== 'unknown');
    assert.equal(ownershipOf(made).homeOf(stage!, fact.value), home, `${from} as ${user}`);
  }
});

test('folders of bases', () => {
  const folder = (image: string, path: string) => folderOf(findBase(image), path);
  assert.deepEqual(folder('node:22', '/home/node'), [{ owner: 1000, mode: 0o755 }]);
  assert.equal(folder('node:22', '/home/node/x'), undefined);
  assert.deepEqual(folder('golang:1.25', '/go'), [{ owner: 0, mode: 0o1777 }]);
  assert.equal(folder('golang:1.25', '/go/pkg'), undefined);
  assert.deepEqual(folder('php:8.4-fpm', '/var/www/html'), [{ owner: 0, mode: 0o1777 }]);
  assert.deepEqual(folder('debian:12', '/data'), [null]);
  assert.deepEqual(folder('debian:12', '/opt/a'), [null, { owner: 0, mode: 0o755 }]);
  assert.equal(folder('cgr.dev/chainguard/node:latest', '/app'), undefined);
  assert.deepEqual(folder('postgres:17', '/var/lib/postgresql/data'), [{ owner: 0, mode: 0o1777 }]);
  assert.equal(folder('postgres:17', '/var/lib/postgresql/data/base'), undefined);
  assert.equal(folder('registry.access.redhat.com/ubi9/nodejs-20', '/opt/app-root/src'), undefined);
  assert.deepEqual(folderOf(undefined, '/usr/bin'), [{ owner: 0, mode: 0o755 }]);
  assert.equal(folderOf(undefined, '/opt'), undefined);
});
