import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { factNames, valueOf } from '../core/facts.ts';
import { Source } from '../core/source.ts';
import { type Case, factsFor, testCases } from '../testing/facts-cases.ts';
import { buildOf } from './build.ts';
import { parse } from './parse.ts';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const exec = (...args: string[]) => ({ form: 'exec', args }) as const;
const shell = (script: string, ...args: string[]) =>
  ({ form: 'shell', args: [...(args.length > 0 ? args : ['/bin/sh', '-c']), script], script }) as const;

testCases([
  {
    name: 'scratch brings nothing but the PATH of BuildKit',
    file: 'FROM scratch',
    expect: {
      base: 'scratch',
      system: { id: 'scratch' },
      user: { text: '', uid: 0, gid: 0, numeric: false },
      entrypoint: null,
      command: null,
      ports: [],
      volumes: [],
      workdir: '/',
      environment: { PATH: path },
      labels: {},
      health: null,
      stopSignal: null,
      libc: { family: 'none' },
      packageManagers: [],
      files: [],
    },
    has: { absent: 'sh curl ls' },
  },
  {
    name: 'everything of a known base is inherited',
    file: 'FROM example.com/closed',
    expect: {
      base: 'example.com/closed',
      system: { id: 'debian', version: '12' },
      user: { text: 'app', name: 'app', uid: 4000, gid: 4001, numeric: false },
      entrypoint: exec('/usr/bin/java', '-jar'),
      command: exec('/app.jar'),
      ports: [{ port: 8080, protocol: 'tcp' }],
      volumes: ['/data'],
      workdir: '/work',
      environment: { PATH: '/usr/bin', LANG: 'C.UTF-8' },
      stopSignal: 'SIGQUIT',
      libc: { family: 'glibc', version: '2.36' },
      health: { unknown: 'the base example.com/closed brings a health check of its own' },
    },
    from: { user: ['base image example.com/closed < example.com/closed'] },
  },
  {
    name: 'an image that is no plain distribution may set more than is listed',
    file: 'FROM node:22-slim\nENV V=$NODE_VERSION W=1\nWORKDIR /srv/$NODE_VERSION',
    expect: {
      environment: { PATH: path, W: '1' },
      workdir: { unknown: /the value of NODE_VERSION is not known/ },
    },
    incomplete: {
      environment:
        'the value of NODE_VERSION is not known (ENV V); the base node:22-slim also sets YARN_VERSION, NODE_VERSION, to values that are not known',
    },
  },
  {
    name: 'an exact version is the value of its variable',
    file: 'FROM node:22.12.0-slim\nENV V=$NODE_VERSION',
    expect: { environment: { PATH: path, NODE_VERSION: '22.12.0', V: '22.12.0' } },
    incomplete: {
      environment: 'the base node:22.12.0-slim also sets YARN_VERSION, to values that are not known',
    },
  },
  {
    name: 'what nothing sets over an image of a language whose variables are all known is empty',
    file: 'FROM golang:1.26\nENV V=$NOBODY.',
    expect: {
      environment: {
        PATH: `/go/bin:/usr/local/go/bin:${path}`,
        GOPATH: '/go',
        GOTOOLCHAIN: 'local',
        V: '.',
      },
    },
    incomplete: { environment: /GOLANG_VERSION/ },
  },
  {
    name: 'a variable of the base that is set anew is known, and one set to what is not known is not',
    file: 'FROM golang:1.26\nARG X\nENV GOLANG_VERSION=1 GOPATH=$X',
    expect: {
      environment: { PATH: `/go/bin:/usr/local/go/bin:${path}`, GOTOOLCHAIN: 'local', GOLANG_VERSION: '1' },
    },
    incomplete: { environment: 'ARG X has no value (ENV GOPATH)' },
  },
  {
    name: 'an image whose variables are not in the data may set more',
    file: 'FROM redis:8',
    expect: {
      environment: { unknown: /^the base redis:8 also sets PATH.*; the base redis:8 may set more$/ },
    },
  },
  {
    name: 'what nothing sets over a plain distribution is empty',
    file: 'FROM debian:13\nENV V=v$NODE_VERSION',
    expect: { environment: { PATH: path, V: 'v' } },
  },
  {
    name: 'an unknown base leaves unknown what it decides',
    file: 'FROM acme/app:1\nUSER 10',
    expect: {
      base: 'acme/app:1',
      system: { unknown: 'the base acme/app:1 is not known' },
      user: { text: '10', uid: 10, numeric: true },
      entrypoint: { unknown: 'the base acme/app:1 is not known' },
      workdir: { unknown: 'the base acme/app:1 is not known' },
      environment: { unknown: 'the base acme/app:1 is not known' },
      labels: { unknown: 'the base acme/app:1 is not known' },
      health: { unknown: 'the base acme/app:1 is not known' },
      libc: { unknown: 'the base acme/app:1 is not known' },
      tools: { unknown: 'the base acme/app:1 is not known' },
      files: [],
    },
    has: { unknown: 'sh curl' },
  },
  {
    name: 'a base that a variable names is not known without its value',
    file: 'ARG BASE\nFROM $BASE\nCMD ["x"]',
    expect: {
      base: { unknown: 'ARG BASE has no value' },
      user: { unknown: 'ARG BASE has no value' },
      command: exec('x'),
    },
  },
  {
    name: 'a build argument names the base',
    file: 'ARG BASE=acme/app:1\nFROM ${BASE}',
    args: { BASE: 'example.com/closed' },
    expect: { base: 'example.com/closed', workdir: '/work' },
  },
  {
    name: 'the default of ARG names the base',
    file: 'ARG VERSION=closed\nFROM example.com/${VERSION}',
    expect: { base: 'example.com/closed' },
    from: { base: ['FROM at line 2'] },
  },
  {
    name: 'a name that nobody declares before FROM',
    file: 'FROM example.com/$WHAT',
    expect: { base: { unknown: 'WHAT is not declared before FROM' } },
  },
  {
    name: 'a fragment has no base',
    file: 'RUN true\nUSER app',
    expect: {
      base: { unknown: 'there is no FROM' },
      workdir: { unknown: 'there is no FROM' },
      user: { text: 'app', name: 'app', numeric: false },
    },
    from: { base: ['there is no FROM'] },
  },
  {
    name: 'the platform that FROM asks for',
    file: 'FROM --platform=linux/arm64 debian:12 AS a\nFROM a',
    expect: { platform: 'linux/arm64' },
    from: { platform: ['FROM at line 1 < a'] },
  },
  {
    name: 'a platform by variable is known with its argument',
    file: 'FROM --platform=$BUILDPLATFORM debian:12',
    args: { BUILDPLATFORM: 'linux/amd64' },
    expect: { platform: 'linux/amd64' },
  },
  {
    name: 'a platform by variable is unknown without it',
    file: 'FROM --platform=$BUILDPLATFORM debian:12',
    expect: { platform: { unknown: 'the value of BUILDPLATFORM is not known' } },
  },
  {
    name: 'no platform is asked for',
    file: 'FROM debian:12',
    expect: { platform: { unknown: 'FROM names none, so that it is the one that is built for' } },
  },

  {
    name: 'ENTRYPOINT takes the inherited CMD of a base away',
    file: 'FROM example.com/closed\nENTRYPOINT ["/run"]',
    expect: { entrypoint: exec('/run'), command: null },
    from: { command: ['ENTRYPOINT at line 2, which takes away the inherited CMD'] },
  },
  {
    name: 'ENTRYPOINT takes the CMD of a parent stage away',
    file: 'FROM debian:12 AS a\nCMD ["x"]\nFROM a\nENTRYPOINT ["/run"]',
    expect: { entrypoint: exec('/run'), command: null },
  },
  {
    name: 'ENTRYPOINT leaves a CMD of its own stage, also one before it',
    file: 'FROM debian:12\nCMD ["x"]\nENTRYPOINT ["/run"]',
    expect: { entrypoint: exec('/run'), command: exec('x') },
  },
  {
    name: 'CMD leaves the inherited ENTRYPOINT',
    file: 'FROM example.com/closed\nCMD ["/other.jar"]',
    expect: { entrypoint: exec('/usr/bin/java', '-jar'), command: exec('/other.jar') },
  },
  {
    name: 'the last of several counts',
    file: 'FROM debian:12\nCMD ["a"]\nCMD ["b"]\nENTRYPOINT ["c"]\nENTRYPOINT ["d"]',
    expect: { entrypoint: exec('d'), command: exec('b') },
    from: { entrypoint: ['ENTRYPOINT at line 5'] },
  },
  {
    name: 'an empty list takes ENTRYPOINT away',
    file: 'FROM example.com/closed\nENTRYPOINT []',
    expect: { entrypoint: null, command: null },
  },
  {
    name: 'the shell form has the default shell in front, and its variables stay',
    file: 'FROM debian:12\nENV A=b\nENTRYPOINT exec run $A',
    expect: { entrypoint: shell('exec run $A') },
  },
  {
    name: 'the shell form has the shell in force at its place in front',
    file: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nCMD run\nSHELL ["/bin/zsh", "-c"]',
    expect: { command: shell('run', '/bin/bash', '-c'), shell: ['/bin/zsh', '-c'] },
  },
  {
    name: 'SHELL is inherited from a parent stage',
    file: 'FROM debian:12 AS a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM a AS b\nCMD run',
    expect: {
      shell: ['/bin/bash', '-o', 'pipefail', '-c'],
      command: shell('run', '/bin/bash', '-o', 'pipefail', '-c'),
    },
    from: { shell: ['SHELL at line 2 < a'] },
  },
  {
    name: 'JSON that is none falls back to the shell form',
    file: "FROM debian:12\nCMD ['a', 'b']",
    expect: { command: shell("['a', 'b']") },
  },
  {
    name: 'Windows has cmd as its default shell',
    file: 'FROM example.com/windows\nCMD echo hi',
    expect: {
      shell: ['cmd', '/S', '/C'],
      command: shell('echo hi', 'cmd', '/S', '/C'),
      libc: { family: 'windows' },
      user: { text: 'ContainerUser', name: 'ContainerUser', numeric: false },
      workdir: 'C:\\',
    },
  },
  {
    name: 'SHELL of PowerShell on Windows',
    file: '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nCMD Start-Service x',
    expect: { command: shell('Start-Service x', 'powershell', '-Command') },
  },

  {
    name: 'HEALTHCHECK with options, in exec form',
    file: 'FROM debian:12\nHEALTHCHECK --interval=5s --timeout=3s --start-period=1m --start-interval=2s --retries=4 CMD ["/probe"]',
    expect: {
      health: {
        test: exec('/probe'),
        interval: '5s',
        timeout: '3s',
        startPeriod: '1m',
        startInterval: '2s',
        retries: 4,
      },
    },
  },
  {
    name: 'HEALTHCHECK in shell form runs with the shell of the finished image',
    file: 'FROM debian:12\nHEALTHCHECK CMD curl -f localhost\nSHELL ["/bin/bash", "-c"]',
    expect: { health: { test: shell('curl -f localhost', '/bin/bash', '-c') } },
  },
  {
    name: 'HEALTHCHECK NONE switches an inherited one off',
    file: 'FROM debian:12 AS a\nHEALTHCHECK CMD ["/probe"]\nFROM a\nHEALTHCHECK NONE',
    expect: { health: { test: 'none' } },
    from: { health: ['HEALTHCHECK at line 4'] },
  },
  {
    name: 'a health check is inherited from a stage',
    file: 'FROM debian:12 AS a\nHEALTHCHECK CMD ["/probe"]\nFROM a',
    expect: { health: { test: exec('/probe') } },
    from: { health: ['HEALTHCHECK at line 2 < a'] },
  },
  { name: 'images to build upon have no health check', file: 'FROM debian:12', expect: { health: null } },
  { name: 'official images have none either', file: 'FROM nginx:1.27', expect: { health: null } },

  {
    name: 'ports with protocols and ranges, those of the base first, each once',
    file: 'FROM example.com/closed\nEXPOSE 80 53/UDP 8000-8010 8080/tcp\nEXPOSE 127.0.0.1:1:90/sctp',
    expect: {
      ports: [
        { port: 8080, protocol: 'tcp' },
        { port: 80, protocol: 'tcp' },
        { port: 53, protocol: 'udp' },
        { port: 8000, last: 8010, protocol: 'tcp' },
        { port: 90, protocol: 'sctp' },
      ],
    },
  },
  {
    name: 'ports by variable, several in one',
    file: 'FROM debian:12\nENV PORT=3000\nARG MORE="1 2"\nEXPOSE $PORT/tcp ${MORE}',
    expect: {
      ports: [
        { port: 3000, protocol: 'tcp' },
        { port: 1, protocol: 'tcp' },
        { port: 2, protocol: 'tcp' },
      ],
    },
    from: { ports: ['EXPOSE at line 4'] },
  },
  {
    name: 'a port without a value',
    file: 'FROM debian:12\nARG PORT\nEXPOSE $PORT',
    expect: { ports: { unknown: 'ARG PORT has no value' } },
  },
  {
    name: 'what is no port is not known to be one',
    file: 'FROM debian:12\nEXPOSE 99999',
    expect: { ports: { unknown: '“99999” is not a port' } },
  },
  {
    name: 'volumes in both forms, through stages',
    file: 'FROM example.com/closed AS a\nENV D=/srv\nVOLUME ["/a b", "$D/x"]\nFROM a\nVOLUME /c /data',
    expect: { volumes: ['/data', '/a b', '/srv/x', '/c'] },
    from: {
      volumes: [
        'base image example.com/closed < example.com/closed',
        'VOLUME at line 3 < a',
        'VOLUME at line 5',
      ],
    },
  },
  {
    name: 'ports of a service are unknown where its data list none',
    file: 'FROM example.com/busybox',
    expect: { ports: { unknown: 'the ports of the base example.com/busybox are not known' } },
  },

  {
    name: 'WORKDIR relative to what is there before',
    file: 'FROM example.com/closed\nWORKDIR a/b\nWORKDIR ../c/',
    expect: { workdir: '/work/a/c' },
  },
  {
    name: 'WORKDIR relative to a parent stage, with variables',
    file: 'FROM debian:12 AS a\nWORKDIR /srv\nFROM a\nENV N=app\nWORKDIR ${N}',
    expect: { workdir: '/srv/app' },
  },
  {
    name: 'a relative WORKDIR on an unknown base',
    file: 'FROM acme/app:1\nWORKDIR app',
    expect: { workdir: { unknown: 'the base acme/app:1 is not known' } },
  },
  {
    name: 'an absolute WORKDIR makes it known again',
    file: 'FROM acme/app:1\nARG D\nWORKDIR $D\nWORKDIR /app',
    expect: { workdir: '/app' },
  },
  {
    name: 'WORKDIR by an argument without value',
    file: 'FROM debian:12\nARG D\nWORKDIR $D',
    expect: { workdir: { unknown: 'ARG D has no value' } },
  },

  {
    name: 'ENV in chains, in both forms; one of the same line does not count yet',
    file: 'FROM scratch\nENV A=1 B=$A\nENV C=${A}x LANG=de\nENV D the rest "of" it\nENV A=2',
    expect: { environment: { PATH: path, A: '2', B: '', C: '1x', LANG: 'de', D: 'the rest of it' } },
  },
  {
    name: 'ENV over the environment of the base',
    file: 'FROM debian:12\nENV PATH=/opt/bin:$PATH',
    expect: { environment: { PATH: `/opt/bin:${path}` } },
  },
  {
    name: 'ENV replaces an entry of the base, and others stay',
    file: 'FROM example.com/closed\nENV LANG=de',
    expect: { environment: { PATH: '/usr/bin', LANG: 'de' } },
    from: { environment: ['base image example.com/closed < example.com/closed', 'ENV at line 2'] },
  },
  {
    name: 'ENV over an unknown base',
    file: 'FROM acme/app:1\nENV A=b',
    expect: { environment: { A: 'b' } },
    incomplete: { environment: 'the base acme/app:1 is not known' },
  },
  {
    name: 'ENV by an argument that is given',
    file: 'FROM scratch\nARG V=1\nENV VERSION=$V',
    args: { V: '2' },
    expect: { environment: { PATH: path, VERSION: '2' } },
  },
  {
    name: 'ENV by an argument that has no value',
    file: 'FROM scratch\nARG V\nENV A=b VERSION=$V',
    expect: { environment: { PATH: path, A: 'b' } },
    incomplete: { environment: 'ARG V has no value (ENV VERSION)' },
  },
  {
    name: 'a global ARG counts in a stage that declares it',
    file: 'ARG V=7\nFROM scratch\nARG V\nENV VERSION=$V',
    expect: { environment: { PATH: path, VERSION: '7' } },
  },
  {
    name: 'labels through stages, a later one over an earlier',
    file: 'FROM debian:12 AS a\nLABEL org.x="1" "a b"=c\nFROM a\nARG N=2\nLABEL org.x=$N',
    expect: { labels: { 'org.x': '2', 'a b': 'c' } },
    incomplete: { labels: 'the labels of the base debian:12 are not known' },
    from: { labels: ['LABEL at line 2 < a', 'LABEL at line 5'] },
  },
  {
    name: 'names of the prototype are names like others',
    file: 'FROM debian:12\nLABEL __proto__=x constructor=y',
    incomplete: { labels: 'the labels of the base debian:12 are not known' },
    expect: {
      labels: Object.fromEntries([
        ['__proto__', 'x'],
        ['constructor', 'y'],
      ]),
    },
  },
  {
    name: 'the stop signal',
    file: 'FROM debian:12\nARG S=KILL\nSTOPSIGNAL SIG$S',
    expect: { stopSignal: 'SIGKILL' },
  },

  {
    name: 'ONBUILD of a stage runs in the stage built FROM it, and in that alone',
    file: 'FROM debian:12 AS a\nONBUILD USER 7\nONBUILD CMD ["x"]\nFROM a AS b\nFROM b AS c\nUSER 8',
    target: 'b',
    expect: { user: { text: '7', uid: 7, numeric: true }, command: exec('x') },
    from: { user: ['ONBUILD USER at line 2'] },
  },
  {
    name: 'ONBUILD does not touch its own stage',
    file: 'FROM debian:12 AS a\nONBUILD USER 7\nFROM a AS b',
    target: 'a',
    expect: { user: { text: '', uid: 0, gid: 0, numeric: false } },
  },
  {
    name: 'ONBUILD stands before what the stage has itself',
    file: 'FROM debian:12 AS a\nONBUILD WORKDIR /x\nONBUILD LABEL a=1\nFROM a AS b\nWORKDIR y\nLABEL b=2',
    expect: { workdir: '/x/y', labels: { a: '1', b: '2' } },
    incomplete: { labels: 'the labels of the base debian:12 are not known' },
  },

  {
    name: 'files from everywhere, with owners and modes',
    file: [
      'FROM debian:12 AS build',
      'FROM debian:12',
      'ARG U=5',
      'WORKDIR /app',
      'COPY --chown=$U:6 --chmod=755 a b ./',
      'COPY --from=build /out/x /usr/bin/x',
      'COPY --from=example.com/tools:1 /y /',
      'ADD https://example.com/z.txt /z',
      'ADD https://example.com/acme/lib.git#v1 /lib',
      'ADD c.tar.gz sub',
      'COPY <<"EOF" /etc/motd',
      'hello',
      'EOF',
    ].join('\n'),
    expect: {
      files: [
        { path: '/app/', sources: ['a', 'b'], from: 'context', owner: '5:6', mode: '755' },
        { path: '/usr/bin/x', sources: ['/out/x'], from: 'stage', fromName: 'build' },
        { path: '/', sources: ['/y'], from: 'image', fromName: 'example.com/tools:1' },
        {
          path: '/z',
          sources: ['https://example.com/z.txt'],
          from: 'url',
          fromName: 'https://example.com/z.txt',
        },
        {
          path: '/lib',
          sources: ['https://example.com/acme/lib.git#v1'],
          from: 'git',
          fromName: 'https://example.com/acme/lib.git#v1',
        },
        { path: '/app/sub', sources: ['c.tar.gz'], from: 'context' },
        { path: '/etc/motd', sources: ['EOF'], from: 'heredoc' },
      ] as never,
    },
  },
  {
    name: 'files of parent stages come first',
    file: 'FROM debian:12 AS a\nWORKDIR /a\nCOPY x .\nFROM a\nWORKDIR /b\nCOPY ["y z", "./"]',
    expect: {
      files: [
        { path: '/a/', sources: ['x'], from: 'context' },
        { path: '/b/', sources: ['y z'], from: 'context' },
      ] as never,
    },
    from: { files: ['COPY at line 3 < a', 'COPY at line 6'] },
  },
  {
    name: 'a destination relative to an unknown working directory',
    file: 'FROM acme/app:1\nCOPY . .',
    expect: { files: { unknown: 'the working directory is not known (COPY at line 2)' } },
  },
  {
    name: 'a destination by an argument without value',
    file: 'FROM debian:12\nARG D\nCOPY x $D/',
    expect: { files: { unknown: 'ARG D has no value (COPY at line 3)' } },
  },
  {
    name: 'a destination that is not known beside one that is',
    file: 'FROM debian:12\nARG D\nCOPY x $D/\nCOPY y /y',
    expect: { files: [{ path: '/y', sources: ['y'], from: 'context' }] as never },
    incomplete: { files: 'ARG D has no value (COPY at line 3)' },
  },

  {
    name: 'a file system over scratch is not known',
    file: 'FROM debian:12 AS b\nFROM scratch\nCOPY --from=b /rootfs /',
    expect: {
      system: { unknown: 'COPY at line 3 brings a file system whose content is not known' },
      libc: { unknown: /brings a file system/ },
    },
  },
  {
    name: 'a program over scratch leaves it scratch',
    file: 'FROM golang:1.24 AS b\nRUN go build -o /server .\nFROM scratch\nCOPY --from=b /server /',
    expect: { system: { id: 'scratch' }, libc: { family: 'none' } },
  },
  {
    name: 'a loader over scratch is a C library',
    file: 'FROM alpine:3 AS b\nFROM scratch\nCOPY --from=b /lib/ld-musl-x86_64.so.1 /lib/',
    expect: { libc: { family: 'musl' }, system: { id: 'scratch' } },
  },
  {
    name: 'folders of libraries over scratch may hold one',
    file: 'FROM alpine:3 AS b\nFROM scratch\nCOPY --from=b /lib /lib',
    expect: { libc: { unknown: 'COPY at line 3 may bring one' } },
  },
  {
    name: 'another release in the sources of apt may bring a newer C library',
    file: 'FROM debian:12-slim\nRUN echo "deb http://deb.debian.example.com/debian testing main" > /etc/apt/sources.list && apt-get update',
    expect: { libc: { family: 'glibc' } },
    from: { libc: ['base image debian:12-slim < debian:12-slim', 'RUN at line 2'] },
  },
  {
    name: 'so does one that sed writes, and stages built upon it have it',
    file: 'FROM debian:12 AS a\nRUN sed -i s/bookworm/trixie/ /etc/apt/sources.list\nFROM a',
    expect: { libc: { family: 'glibc' } },
  },
  {
    name: 'its own release, its backports, and archives of others do not',
    file: 'FROM debian:12\nRUN echo "deb http://deb.debian.example.com/debian bookworm-backports main" >> /etc/apt/sources.list.d/b.list\nRUN echo "deb https://apt.example.com/ focal main" > /etc/apt/sources.list.d/a.list\nRUN echo testing debian.org > /notes',
    expect: { libc: { family: 'glibc', version: '2.36' } },
  },
  {
    name: 'no package manager is known of an unknown base, and none is there on scratch',
    file: 'FROM acme/app:1\nRUN ./install',
    expect: { packageManagers: { unknown: /not all of its programs/ } },
  },
] satisfies Case[]);

test('a fact points to the instruction that sets it', () => {
  const file = 'FROM debian:12\nUSER 5\nEXPOSE 80 \\\n  81\n';
  const facts = factsFor({ name: '', file });
  const text = (at: { start: number; end: number } | undefined) => at && file.slice(at.start, at.end);
  assert.equal(text(facts.user.from[0]?.at), 'USER 5');
  assert.equal(text(facts.ports.from[0]?.at), 'EXPOSE 80 \\\n  81');
  assert.equal(text(facts.place), 'FROM debian:12');
  assert.equal(facts.target, '0');
});

test('facts are made once', () => {
  const facts = factsFor({ name: '', file: 'FROM debian:12\nUSER 5\nLABEL a=b' });
  assert.equal(facts.user, facts.user);
  assert.equal(facts.labels, facts.labels);
  assert.equal(facts.tools, facts.tools);
});

test('a chain of ten thousand stages is read from its root', () => {
  const count = 10_000;
  const lines = ['FROM debian:12 AS s0', 'USER 7', 'WORKDIR /w', 'ENTRYPOINT ["/e"]'];
  for (let i = 1; i <= count; i++) lines.push(`FROM s${i - 1} AS s${i}`, `LABEL l${i}=v`);
  const build = buildOf(parse(new Source('Dockerfile', lines.join('\n'))));
  const facts = build.facts(build.stages.at(-1)!);
  assert.equal(valueOf(facts.user)?.uid, 7);
  assert.equal(valueOf(facts.workdir), '/w');
  assert.deepEqual(valueOf(facts.entrypoint)?.args, ['/e']);
  assert.equal(Object.keys(valueOf(facts.labels) ?? {}).length, count);
  assert.equal(facts.has('sh'), 'present');
  assert.deepEqual(facts.user.from[0]?.inherited, 's0');
});

test('thousands of triggers in thousands of stages are passed over', () => {
  const lines = ['FROM debian:12 AS base'];
  for (let i = 0; i < 2000; i++) lines.push('ONBUILD LABEL a=b');
  for (let i = 0; i < 2000; i++) lines.push('FROM base');
  const build = buildOf(parse(new Source('Dockerfile', lines.join('\n'))));
  assert.equal(valueOf(build.facts(build.stages.at(-1)!).labels), undefined);
});

test('any text has facts, and none of them throws', () => {
  const part = fc.constantFrom(
    ...'FROM debian:12|FROM a AS b|FROM $X AS a|FROM --platform=$P b|ARG X=1|ARG X|ENV A=$A B="c|ENV PATH=/a:$PATH|USER $X:y|USER app'.split(
      '|',
    ),
    ...'RUN useradd -u|RUN apt-get install -y curl $X|RUN apk add -t|RUN apk del|RUN rm -rf {,/bin/*|RUN ln -s|RUN <<E|E|RUN ["x"]|RUN $(x) | sh'.split(
      '|',
    ),
    ...'COPY --from=0 / /|COPY --from=b x $D/|COPY a|COPY <<E /etc/passwd|ADD x.tar /|ADD http://x/y .|ONBUILD USER 5|ONBUILD RUN id|WORKDIR a'.split(
      '|',
    ),
    ...'EXPOSE 1-99999/x $X|VOLUME ["/a"]|HEALTHCHECK NONE|HEALTHCHECK CMD|SHELL x|SHELL []|CMD|ENTRYPOINT []|STOPSIGNAL|LABEL a|LABEL $X=$Y|@#'.split(
      '|',
    ),
  );
  const line = fc.oneof(
    part,
    fc.string(),
    fc.tuple(part, fc.string()).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
      const build = buildOf(parse(new Source('Dockerfile', lines.join('\n'))));
      for (const stage of build.stages) {
        const facts = build.facts(stage);
        for (const name of factNames) assert.match(facts[name].known, /^(?:predicted|unknown)$/);
        for (const program of ['sh', 'curl', '', '__proto__']) {
          assert.match(facts.has(program), /^(?:present|absent|unknown)$/);
        }
        for (const program of valueOf(facts.tools)?.keys() ?? []) assert.equal(facts.has(program), 'present');
      }
    }),
    { numRuns: 300 },
  );
});
