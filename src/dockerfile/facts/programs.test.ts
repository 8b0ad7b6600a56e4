import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueOf } from '../../core/facts.ts';
import { memoryContext } from '../../testing/context.ts';
import { factsFor, testCases } from '../../testing/facts-cases.ts';

const install = 'RUN apt-get update && apt-get install -y --no-install-recommends';

testCases([
  {
    name: 'what a closed base does not list is absent',
    file: 'FROM example.com/closed\nCOPY app.jar /app.jar',
    has: { present: 'java', absent: 'sh bash curl python3' },
  },
  {
    name: 'apt installs curl and git',
    file: `FROM example.com/debian\n${install} curl git=1:2.39* && rm -rf /var/lib/apt/lists/*`,
    has: { present: 'curl git sh apt-get tar', absent: 'wget gcc nc' },
  },
  {
    name: 'a hidden folder from another stage, as a virtual environment is, may hold any program of its language',
    file: 'FROM example.com/debian AS build\nRUN make\nFROM example.com/debian\nCOPY --from=build /app/.venv /app/.venv\nENV PATH="/app/.venv/bin:$PATH"',
    has: { unknown: 'serve' },
  },
  {
    name: 'recommended packages may come along',
    file: 'FROM example.com/debian\nRUN apt-get install -y curl git',
    has: { present: 'curl git', unknown: 'openssl ssh', absent: 'wget gcc' },
  },
  {
    name: 'apt installs curl and purges it',
    file: `FROM example.com/debian\n${install} curl\nRUN curl -fsSL https://example.com/x -o /x && apt-get purge -y curl`,
    has: { absent: 'curl' },
  },
  {
    name: 'what a package pulled in stays until autoremove',
    file: `FROM example.com/debian AS a\n${install} build-essential && make && apt-get purge -y build-essential\nFROM a\nRUN apt-get autoremove -y`,
    target: 'a',
    has: { present: 'gcc make' },
  },
  {
    name: 'autoremove takes what a purged package had pulled in',
    file: `FROM example.com/debian\n${install} build-essential curl && make && apt-get purge -y build-essential && apt-get autoremove -y`,
    has: { absent: 'gcc make', present: 'curl perl' },
  },
  {
    name: 'purge --auto-remove with a list in a variable',
    file: "FROM example.com/debian\nRUN buildDeps='gcc make'; apt-get install -y --no-install-recommends $buildDeps curl && make && apt-get purge -y --auto-remove $buildDeps",
    has: { absent: 'gcc make', present: 'curl' },
  },
  {
    name: 'what apt-mark makes automatic may go',
    file: `FROM example.com/debian\n${install} gcc curl; apt-mark auto '.*' > /dev/null; apt-mark manual $saved; apt-get purge -y --auto-remove`,
    has: { unknown: 'gcc curl', present: 'perl' },
  },
  {
    name: 'a package that nobody knows opens the door',
    file: `FROM example.com/debian\n${install} acme-suite`,
    has: { unknown: 'curl python3', present: 'sh' },
  },
  {
    name: 'libraries, fonts and data bring no program',
    file: `FROM example.com/debian\n${install} libpq5 fonts-dejavu tzdata locales`,
    has: { absent: 'curl python3' },
  },
  {
    name: 'headers bring helpers at most, but no tools of the system',
    file: `FROM example.com/debian\n${install} libacme-dev`,
    has: { absent: 'curl gcc', unknown: 'python3' },
  },
  {
    name: 'an installation on a condition may be one',
    file: 'FROM example.com/debian\nRUN if [ -n "$DEV" ]; then apt-get install -y --no-install-recommends curl; fi',
    has: { unknown: 'curl', absent: 'wget' },
  },
  {
    name: 'an installation behind a test may be one',
    file: 'FROM example.com/debian\nRUN [ "$DEV" = 1 ] && apt-get install -y --no-install-recommends curl || true',
    has: { unknown: 'curl' },
  },
  {
    name: 'names by ARG and by a loop that cannot be followed',
    file: `FROM example.com/debian AS a\nARG EXTRA=curl\n${install} $EXTRA\nFROM a AS b\nRUN for p in wget nano; do apt-get install -y $p; done`,
    has: { present: 'curl', unknown: 'wget gcc' },
  },
  {
    name: 'another root is another image',
    file: 'FROM registry.access.redhat.com/ubi9/ubi AS b\nRUN dnf install -y --installroot /mnt/rootfs curl-minimal nano',
    has: { unknown: 'nano' },
  },

  {
    name: 'apk installs and removes a virtual group',
    file: 'FROM example.com/alpine\nRUN apk add --no-cache --virtual .build-deps gcc make curl && make && apk del .build-deps',
    has: { absent: 'gcc make curl', present: 'sh wget' },
  },
  {
    name: 'a virtual group is removed in a later stage',
    file: 'FROM example.com/alpine AS a\nRUN apk add -t .b gcc\nFROM a\nRUN apk del --purge .b',
    has: { absent: 'gcc' },
  },
  {
    name: 'what another package wants too stays',
    file: 'FROM example.com/alpine\nRUN apk add --virtual .b curl gcc && apk add curl && apk del .b',
    has: { present: 'curl', absent: 'gcc' },
  },
  {
    name: 'BusyBox takes its place again',
    file: 'FROM example.com/alpine\nRUN apk add wget && apk del wget',
    has: { present: 'wget' },
  },
  {
    name: 'versions and repositories are no part of a name',
    file: 'FROM example.com/alpine\nRUN apk add "nodejs>=20" curl@edge bash~=5',
    has: { present: 'node curl bash', absent: 'npm' },
  },
  {
    name: 'what PHP needs to build extensions comes and goes',
    file: 'FROM example.com/alpine\nRUN apk add --virtual .b $PHPIZE_DEPS && docker-php-ext-install zip && pecl install x && apk del .b',
    has: { absent: 'gcc make perl curl' },
  },
  {
    name: 'BusyBox installs itself',
    file: 'FROM scratch\nCOPY --from=busybox:1.36 /bin/busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]',
    has: { present: 'sh busybox', unknown: 'wget' },
  },
  {
    name: 'the package manager itself is taken away',
    file: 'FROM example.com/alpine\nRUN apk del apk-tools',
    has: { absent: 'apk' },
    expect: { packageManagers: [] },
  },
  {
    name: 'dnf and microdnf',
    file: 'FROM registry.access.redhat.com/ubi9/ubi-minimal:9.4\nRUN microdnf install -y python3.11 nmap-ncat shadow-utils && microdnf clean all',
    has: { present: 'python3.11 ncat useradd' },
  },

  {
    name: 'rm takes programs by name, glob and braces',
    file: 'FROM example.com/debian\nRUN rm -f /bin/sh /usr/bin/apt* && rm /usr/bin/{perl,tar}',
    has: { absent: 'sh apt apt-get perl tar', present: 'bash ls dpkg' },
    expect: { packageManagers: ['dpkg'] },
  },
  {
    name: 'rm of a whole folder leaves nothing certain',
    file: 'FROM example.com/debian\nRUN rm -rf /usr/bin/* /tmp/*',
    has: { unknown: 'sh bash', absent: 'curl' },
  },
  {
    name: 'rm elsewhere takes nothing',
    file: 'FROM example.com/debian\nRUN rm -rf /var/lib/apt/lists/* /root/.cache /usr/share/doc',
    has: { present: 'sh bash apt' },
  },
  {
    name: 'npm goes with its folder',
    file: 'FROM node:22-alpine\nRUN rm -rf /usr/local/lib/node_modules/npm /opt/yarn-*',
    has: { present: 'node', absent: 'npm npx' },
  },
  {
    name: 'ln, cp, mv and install place programs',
    file: 'FROM example.com/debian\nRUN ln -s /usr/bin/python3 /usr/local/bin/python && cp /tmp/a /usr/local/bin/ && install -m 755 b /usr/bin/c && mv /bin/bash /bin/bash2 && ln -sf /dev/stdout /var/log/x',
    has: { present: 'python a c bash2', absent: 'bash b stdout x' },
  },
  {
    name: 'downloads and redirections into folders of PATH',
    file: 'FROM example.com/debian\nRUN curl -fsSLo /usr/local/bin/tini https://example.com/tini && wget -qO /usr/bin/gosu https://example.com/g && echo x > /usr/local/bin/run && cd /usr/local/bin && curl -LO https://example.com/v1/kubectl?x=1 && curl -o /tmp/no https://example.com/no',
    has: { present: 'tini gosu run kubectl', absent: 'no' },
  },
  {
    name: 'a script that cannot be seen opens the door',
    file: 'FROM example.com/debian\nRUN curl -fsSL https://example.com/install.sh | sh',
    has: { unknown: 'gcc zsh', present: 'sh' },
  },
  {
    name: 'a script that only adds a repository does not',
    file: 'FROM example.com/debian\nRUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash - && apt-get install -y --no-install-recommends nodejs',
    has: { present: 'node', absent: 'wget gcc' },
  },
  {
    name: 'a script of the file’s own opens the door',
    file: 'FROM example.com/debian\nCOPY setup.sh /tmp/\nRUN /tmp/setup.sh',
    has: { unknown: 'gcc' },
  },
  {
    name: 'make installs who knows what, and builds nothing',
    file: 'FROM example.com/debian AS a\nRUN ./configure && make -j4 && make test\nFROM a AS b\nRUN make install',
    has: { unknown: 'gcc' },
  },
  {
    name: 'building alone brings no programs',
    file: 'FROM example.com/debian\nRUN ./configure --prefix=/opt/x && make -j4 && make test && mkdir -p /a && chown 5 /a',
    has: { absent: 'gcc curl python3' },
  },
  {
    name: 'an archive over the folders of PATH',
    file: 'FROM example.com/debian\nRUN curl -fsSL https://example.com/go.tgz | tar -C /usr/local -xz',
    has: { unknown: 'node', absent: 'gcc' },
  },
  {
    name: 'an archive over /',
    file: 'FROM example.com/debian\nRUN tar -C / -Jxpf /tmp/overlay.tar.xz',
    has: { unknown: 'gcc zsh' },
  },

  {
    name: 'pip brings what it is known to, and no tools of the system',
    file: 'FROM python:3.13-slim\nRUN pip install --no-cache-dir gunicorn==22.0 "uvicorn[standard]" numpy',
    has: { present: 'gunicorn uvicorn', absent: 'curl celery' },
  },
  {
    name: 'requirements bring what nobody sees here',
    file: 'FROM python:3.13-slim\nRUN pip install -r requirements.txt',
    has: { unknown: 'gunicorn', absent: 'curl gcc zsh' },
  },
  {
    name: 'npm installs globally, or into the project',
    file: 'FROM node:22-alpine\nRUN npm ci && npm install -g pm2@5 @angular/cli',
    has: { present: 'pm2 ng npm', absent: 'curl tsc' },
  },
  {
    name: 'yarn installs globally',
    file: 'FROM node:22-alpine\nRUN yarn global add serve',
    has: { present: 'serve' },
  },
  {
    name: 'corepack',
    file: 'FROM node:22-alpine\nRUN corepack enable pnpm',
    has: { present: 'pnpm' },
  },
  {
    name: 'corepack brings its managers along when npm installs it',
    file: 'FROM node:26-slim\nRUN npm install -g corepack',
    has: { present: 'corepack yarn pnpm' },
  },
  {
    name: 'go installs by the path’s last part',
    file: 'FROM golang:1.24\nRUN go install example.com/acme/cmd/lint/v2@latest',
    has: { present: 'lint go' },
  },

  {
    name: 'a shell is copied into a closed base',
    file: 'FROM example.com/closed\nCOPY --from=busybox:1.36 /bin/busybox /bin/sh',
    has: { present: 'sh java', absent: 'busybox bash' },
  },
  {
    name: 'all of BusyBox is copied',
    file: 'FROM example.com/closed\nCOPY --from=example.com/busybox /bin/ /bin/',
    has: { present: 'sh busybox wget ls' },
  },
  {
    name: 'single programs are copied into folders of PATH',
    file: 'FROM example.com/tools:1 AS t\nFROM scratch\nCOPY --from=t /usr/bin/curl /usr/bin/git /usr/bin/\nCOPY --chmod=755 run.sh /usr/local/bin/run',
    has: { present: 'curl git run', absent: 'sh run.sh' },
  },
  {
    name: 'programs copied where PATH does not lead',
    file: 'FROM scratch\nCOPY --from=busybox:1.36 /bin/busybox /opt/tools/sh',
    has: { absent: 'sh busybox' },
  },
  {
    name: 'PATH leads where ENV says',
    file: 'FROM scratch\nENV PATH="/opt/tools/:$PATH"\nCOPY --from=busybox:1.36 /bin/busybox /opt/tools/sh',
    has: { present: 'sh' },
  },
  {
    name: 'an environment of Python brings programs of its own',
    file: 'FROM example.com/closed\nENV PATH=/opt/venv/bin:$PATH\nCOPY --from=x /opt/venv /opt/venv',
    has: { unknown: 'gunicorn pip', absent: 'sh curl' },
  },
  {
    name: 'an application elsewhere brings nothing',
    file: 'FROM example.com/closed\nCOPY . /srv/app\nCOPY --from=x /src/dist /srv/dist',
    has: { absent: 'gunicorn sh' },
  },
  {
    name: 'a whole file system brings who knows what',
    file: 'FROM example.com/closed\nCOPY --from=x / /',
    has: { unknown: 'sh', present: 'java' },
  },
  {
    name: 'a folder of the context over / is seen to be one',
    file: 'FROM example.com/closed\nCOPY etc-files /',
    context: memoryContext({ 'etc-files/etc/x.conf': '' }),
    has: { unknown: 'sh' },
  },
  {
    name: 'a file of the context is copied to /',
    file: 'FROM example.com/closed\nCOPY out /',
    context: memoryContext({ out: '' }),
    has: { absent: 'sh out' },
  },
  {
    name: 'ADD unpacks an archive over /',
    file: 'FROM scratch\nADD rootfs.tar.xz /',
    has: { unknown: 'sh' },
    expect: { system: { unknown: /brings a file system/ } },
  },

  {
    name: 'what a build needs is there, on a base that nobody knows',
    file: 'FROM acme/app:1\nRUN apk add --no-cache tini && wget -q https://example.com/x',
    has: { present: 'sh apk tini wget', unknown: 'curl bash' },
    expect: { packageManagers: ['apk'] },
  },
  {
    name: 'what comes with a mount says nothing of the image',
    file: 'FROM acme/app:1\nRUN --mount=type=bind,from=busybox,source=/bin,target=/bin wget https://example.com/x',
    has: { unknown: 'sh wget' },
  },
  {
    name: 'exec form needs no shell',
    file: 'FROM acme/app:1\nRUN ["/usr/bin/make-it"]',
    has: { unknown: 'sh' },
  },
  {
    name: 'a closed base without a shell does not get one by a RUN that needs it',
    file: 'FROM example.com/closed\nRUN echo hi',
    has: { absent: 'sh' },
  },
  {
    name: 'RUN of a parent stage counts, that of the stage it copies from does not',
    file: `FROM example.com/debian AS a\n${install} curl\nFROM a AS b\nFROM example.com/closed\nCOPY --from=b /x /x`,
    has: { absent: 'curl' },
  },
  {
    name: 'a heredoc is a script',
    file: 'FROM example.com/debian\nRUN <<EOF\nset -e\napt-get install -y --no-install-recommends curl\nEOF',
    has: { present: 'curl', absent: 'wget' },
  },
  {
    name: 'a heredoc that a shell gets from a pipe is a script',
    file: 'FROM example.com/debian\nRUN cat <<EOF | sh -e\napt-get install -y --no-install-recommends curl\nEOF',
    has: { present: 'curl', absent: 'wget' },
  },
  {
    name: 'a heredoc that is changed on its way to a shell is not read',
    file: 'FROM example.com/debian\nRUN cat <<EOF | envsubst | sh -e\napt-get install -y --no-install-recommends curl\nEOF',
    has: { unknown: 'curl wget' },
  },
  {
    name: 'a group writes a program',
    file: "FROM example.com/debian\nRUN { echo '#!/bin/sh'; echo exec x; } > /usr/local/bin/start && chmod 755 /usr/local/bin/start",
    has: { present: 'start', absent: 'curl' },
  },
  {
    name: 'a loop and a subshell write programs, in the folder that each works in',
    file: 'FROM example.com/debian\nRUN (cd /usr/bin && for i in 1 2; do echo $i; done > one); (echo) > two; cd /usr/local/bin; { echo; } > three',
    has: { present: 'one three', absent: 'two' },
  },
  {
    name: 'what stands behind a condition may write a program',
    file: 'FROM example.com/debian\nRUN [ -f /x ] && { echo; } > /usr/bin/one; if true; then { echo; } > /usr/bin/two; fi; if true; then echo; fi > /usr/bin/three; f() { { echo; } > /usr/bin/four; }',
    has: { unknown: 'one two four', present: 'three' },
  },
  {
    name: 'where a subshell goes does not hold for what follows',
    file: 'FROM example.com/debian\nWORKDIR /usr/bin\nRUN (cd /srv && rm -f ls) && X=$(cd /opt; pwd) && sh -c "cd /tmp" && rm tar',
    has: { present: 'ls', absent: 'tar' },
  },
  {
    name: 'where a branch went is not known behind it',
    file: 'FROM example.com/debian\nWORKDIR /usr/bin\nRUN if [ -d /srv ]; then cd /srv; rm -f sh; fi; rm -f ls; cd /usr/bin; rm -f tar',
    has: { present: 'ls bash sh', absent: 'tar' },
  },
  {
    name: 'a heredoc of another language is none',
    file: 'FROM example.com/debian\nRUN <<EOF\n#!/usr/bin/env python3\nprint("x")\nEOF',
    has: { unknown: 'gunicorn', absent: 'curl' },
  },
  {
    name: 'ONBUILD installs in the stage that is built upon it',
    file: 'FROM example.com/debian AS a\nONBUILD RUN apt-get install -y --no-install-recommends curl\nFROM a',
    has: { present: 'curl' },
  },
]);

test('each program says where it comes from', () => {
  const facts = factsFor({
    name: '',
    file: `FROM example.com/debian AS a\n${install} curl\nFROM a\nCOPY x /usr/local/bin/x.sh\nRUN apk add git`,
  });
  const tools = valueOf(facts.tools) ?? new Map();
  assert.deepEqual(
    ['bash', 'curl', 'x.sh', 'git'].map((name) => [tools.get(name)?.note, tools.get(name)?.inherited]),
    [
      ['base image example.com/debian', 'example.com/debian'],
      ['RUN at line 2: apt-get installs curl', 'a'],
      ['COPY at line 4', undefined],
      ['RUN at line 5: apk installs git', undefined],
    ],
  );
});

test('package managers have one name each', () => {
  const managers = (file: string) => valueOf(factsFor({ name: '', file }).packageManagers);
  assert.deepEqual(managers(`FROM example.com/debian\n${install} python3-pip npm`), [
    'apt',
    'dpkg',
    'npm',
    'pip',
  ]);
  assert.deepEqual(managers('FROM example.com/closed'), []);
});
