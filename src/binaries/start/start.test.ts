import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../image/oci.ts';
import type { ImageConfig } from '../../image/types.ts';
import { type ElfSpec, elfOf } from '../../testing/elf-builder.ts';
import { treeOf } from '../../testing/image.ts';
import type { LayerSpec } from '../../testing/tar.ts';
import { binaryReaders } from '../readers.ts';
import { type StartOptions, willStart } from './start.ts';
import type { Start } from './types.ts';

const LOADER = '/lib64/ld-linux-x86-64.so.2';
const run = { mode: 0o755 };

const program = (spec: ElfSpec = {}) => ({
  ...run,
  content: elfOf({ interpreter: LOADER, needed: ['libc.so.6'], flags1: 0x08000000, ...spec }),
});
const library = (spec: ElfSpec = {}) => ({ content: elfOf(spec) });

/** A small root with glibc 2.36. */
const glibc: LayerSpec = {
  'etc/passwd': 'root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n',
  'etc/group': 'root:x:0:\napp:x:1000:\nextra:x:50:app\n',
  'lib64/ld-linux-x86-64.so.2': {
    ...run,
    content: elfOf({ soname: 'ld-linux-x86-64.so.2', defines: ['GLIBC_2.3'] }),
  },
  'lib/x86_64-linux-gnu/libc.so.6': library({
    soname: 'libc.so.6',
    defines: ['GLIBC_2.2.5', 'GLIBC_2.34', 'GLIBC_2.36'],
  }),
  'bin/sh': program(),
};

const config = (given: Record<string, unknown>, rest: Record<string, unknown> = {}): ImageConfig =>
  readConfig(
    Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', config: given, ...rest })),
    'a test',
  );

async function start(
  files: LayerSpec,
  given: Record<string, unknown> = {},
  options: StartOptions = {},
  rest: Record<string, unknown> = {},
): Promise<Start> {
  const root = await treeOf([{ ...glibc, ...files }], binaryReaders);
  return willStart(root, config({ Entrypoint: ['/app'], ...given }, rest), options);
}

interface Case {
  readonly files?: LayerSpec;
  readonly config?: Record<string, unknown>;
  readonly rest?: Record<string, unknown>;
  readonly options?: StartOptions;
  readonly starts: Start['starts'];
  readonly why?: RegExp;
}

const cases: Record<string, Case> = {
  'a program with its loader and library': { files: { app: program() }, starts: 'yes' },
  'a static program': {
    files: { app: { ...run, content: elfOf({ type: 2, isStatic: true }) } },
    starts: 'yes',
  },
  'no command': { config: { Entrypoint: null }, starts: 'unknown', why: /no command of its own/ },
  'a command that is not there': { starts: 'no', why: /^\/app is not there$/ },
  'a command of the manifest': { options: { command: ['/bin/sh'] }, starts: 'yes' },
  'a file that nobody may run': {
    files: { app: { ...program(), mode: 0o644 } },
    starts: 'no',
    why: /may not be run by user root \(0\): mode 0644/,
  },
  'a file of root that the user may not run': {
    files: { app: { ...program(), mode: 0o750 } },
    config: { User: 'app' },
    starts: 'no',
    why: /may not be run by user app \(1000\): mode 0750, owner 0:0/,
  },
  'a group of the user may run it': {
    files: { app: { ...program(), mode: 0o750, gid: 50 } },
    config: { User: 'app' },
    starts: 'yes',
  },
  'groups of the account do not count where a group is given': {
    files: { app: { ...program(), mode: 0o750, gid: 50 } },
    config: { User: 'app:app' },
    starts: 'no',
    why: /may not be run/,
  },
  'a folder that the user may not enter': {
    files: { 'srv/': { mode: 0o700, kind: 'directory' }, 'srv/app': program() },
    config: { User: '1000', Entrypoint: ['/srv/app'] },
    starts: 'no',
    why: /may not enter \/srv/,
  },
  'root enters it': {
    files: { 'srv/': { mode: 0o700, kind: 'directory' }, 'srv/app': program() },
    config: { Entrypoint: ['/srv/app'] },
    starts: 'yes',
  },
  'a user without an account': { files: { app: program() }, config: { User: '4711' }, starts: 'yes' },
  'a name that is no account': {
    files: { app: program() },
    config: { User: 'web' },
    starts: 'no',
    why: /the user web is not in \/etc\/passwd/,
  },
  'a group that is none': {
    files: { app: program() },
    config: { User: 'app:web' },
    starts: 'no',
    why: /the group web/,
  },
  'another architecture': {
    files: { app: program({ machine: 183 }) },
    starts: 'no',
    why: /\/app is for arm64, and the image for amd64: exec format error/,
  },
  'an architecture that is not known': {
    files: { app: program() },
    rest: { architecture: 'unknown' },
    starts: 'yes',
  },
  'neither program nor script': {
    files: { app: { ...run, content: 'echo hello\n' } },
    starts: 'no',
    why: /neither a program .* exec format error/,
  },
  'an empty file': { files: { app: { ...run, content: '' } }, starts: 'no', why: /it is empty/ },
  'a folder': { files: { 'app/': run }, starts: 'no', why: /no file but a directory/ },
  'a link that leads nowhere': {
    files: { app: { link: '/opt/none' } },
    starts: 'no',
    why: /there is no \/opt/,
  },
  'links that lead round': {
    files: { app: { link: '/b' }, b: { link: '/app' } },
    starts: 'no',
    why: /round in circles/,
  },
  'a name on PATH': {
    files: { 'opt/bin/app': program() },
    config: { Entrypoint: ['app'], Env: ['PATH=/usr/bin:/opt/bin'] },
    starts: 'yes',
  },
  'a name on no PATH': {
    files: { 'opt/bin/app': program() },
    config: { Entrypoint: ['app'], Env: ['PATH=/usr/bin'] },
    starts: 'no',
    why: /app is in none of the folders of PATH \(\/usr\/bin\)/,
  },
  'what may not be run is passed over on PATH': {
    files: { 'a/app': 'x', 'b/app': program() },
    config: { Entrypoint: ['app'], Env: ['PATH=/a:/b'] },
    starts: 'yes',
  },
  'a path from the working directory': {
    files: { 'srv/app': program() },
    config: { Entrypoint: ['./app'], WorkingDir: '/srv' },
    starts: 'yes',
  },
  'a working directory that is a file': {
    files: { app: program(), srv: 'x' },
    config: { WorkingDir: '/srv' },
    starts: 'no',
    why: /the working directory \/srv is no directory but a file/,
  },
  'a working directory that is made': {
    files: { app: program() },
    config: { WorkingDir: '/srv/a' },
    starts: 'yes',
  },

  'a loader that is not there': {
    files: { app: program({ interpreter: '/lib/ld-musl-x86_64.so.1' }) },
    starts: 'no',
    why: /ld-musl-x86_64\.so\.1, which is not there \(it was built for musl/,
  },
  'a loader for another machine': {
    files: {
      app: program({ interpreter: '/lib/ld.so' }),
      'lib/ld.so': { ...run, content: elfOf({ machine: 3, bits: 32 }) },
    },
    starts: 'no',
    why: /the loader \/lib\/ld\.so of \/app is for 386/,
  },
  'a library that is not there': {
    files: { app: program({ needed: ['libc.so.6', 'libpq.so.5'] }) },
    starts: 'no',
    why: /\/app needs the library libpq\.so\.5, which is not where the loader looks for it$/,
  },
  'a library of a library that is not there': {
    files: { app: program({ needed: ['liba.so'] }), 'usr/lib/liba.so': library({ needed: ['libb.so'] }) },
    starts: 'no',
    why: /\/usr\/lib\/liba\.so needs the library libb\.so/,
  },
  'a library in a folder that is not searched': {
    files: { app: program({ needed: ['liba.so'] }), 'usr/local/lib/liba.so': library() },
    starts: 'no',
    why: /there is \/usr\/local\/lib\/liba\.so, in a folder that is not searched/,
  },
  LD_LIBRARY_PATH: {
    files: { app: program({ needed: ['liba.so'] }), 'opt/liba.so': library() },
    config: { Env: ['LD_LIBRARY_PATH=/nothing:/opt'] },
    starts: 'yes',
  },
  'LD_LIBRARY_PATH of a setuid program': {
    files: { app: { ...program({ needed: ['liba.so'] }), mode: 0o4755 }, 'opt/liba.so': library() },
    config: { Env: ['LD_LIBRARY_PATH=/opt'], User: 'app' },
    starts: 'no',
    why: /liba\.so/,
  },
  'a runpath from where the program is, through a link': {
    files: {
      'opt/x/bin/app': program({ needed: ['liba.so'], runpath: '$ORIGIN/../lib' }),
      'opt/x/lib/liba.so': library(),
      app: { link: 'opt/x/bin/app' },
    },
    starts: 'yes',
  },
  'a runpath is not for the libraries of libraries': {
    files: {
      app: program({ needed: ['liba.so'], runpath: '/opt' }),
      'opt/liba.so': library({ needed: ['libb.so'] }),
      'opt/libb.so': library(),
    },
    starts: 'no',
    why: /\/opt\/liba\.so needs the library libb\.so/,
  },
  'an rpath is': {
    files: {
      app: program({ needed: ['liba.so'], rpath: '/opt' }),
      'opt/liba.so': library({ needed: ['libb.so'] }),
      'opt/libb.so': library(),
    },
    starts: 'yes',
  },
  'the cache of ldconfig': {
    files: {
      app: program({ needed: ['liba.so'] }),
      'opt/liba.so': library(),
      'etc/ld.so.cache': cacheOf([['liba.so', '/opt/liba.so']]),
    },
    starts: 'yes',
  },
  'the old form of the cache about the new one': {
    files: {
      app: program({ needed: ['liba.so'] }),
      'opt/liba.so': library(),
      'etc/ld.so.cache': oldCacheOf([['liba.so', '/opt/liba.so']]),
    },
    starts: 'yes',
  },
  'a cache that is behind': {
    files: {
      app: program({ needed: ['liba.so'] }),
      'etc/ld.so.cache': cacheOf([['liba.so', '/opt/liba.so']]),
    },
    starts: 'no',
    why: /liba\.so/,
  },
  'what lies beside a loader of its own': {
    files: {
      app: program({ interpreter: '/store/glibc/lib/ld-linux-x86-64.so.2', needed: ['libm.so.6'] }),
      'store/glibc/lib/ld-linux-x86-64.so.2': { ...run, content: elfOf({ soname: 'ld-linux-x86-64.so.2' }) },
      'store/glibc/lib/libm.so.6': library(),
    },
    starts: 'yes',
  },
  'an image for another system': {
    files: { app: program() },
    rest: { os: 'windows' },
    starts: 'unknown',
    why: /an image for windows/,
  },
  'no system folders for what wants none': {
    files: { app: program({ needed: ['liba.so'], flags1: 0x08000800 }), 'usr/lib/liba.so': library() },
    starts: 'no',
    why: /liba\.so/,
  },
  'a library of another machine is passed over': {
    files: {
      app: program({ needed: ['liba.so'] }),
      'lib/x86_64-linux-gnu/liba.so': library({ machine: 183 }),
      'usr/lib/liba.so': library(),
    },
    starts: 'yes',
  },
  'and told of where there is no other': {
    files: { app: program({ needed: ['liba.so'] }), 'usr/lib/liba.so': library({ machine: 183 }) },
    starts: 'no',
    why: /\/usr\/lib\/liba\.so is for arm64/,
  },
  'a library that the user may not read': {
    files: { app: program({ needed: ['liba.so'] }), 'usr/lib/liba.so': { ...library(), mode: 0o600 } },
    config: { User: 'app' },
    starts: 'no',
    why: /user app \(1000\) may not read \/usr\/lib\/liba\.so/,
  },
  'libraries that need each other': {
    files: {
      app: program({ needed: ['liba.so'] }),
      'usr/lib/liba.so': library({ needed: ['libb.so'] }),
      'usr/lib/libb.so': library({ needed: ['liba.so'] }),
    },
    starts: 'yes',
  },
  'a symbol version that is there': {
    files: { app: program({ requires: [{ library: 'libc.so.6', versions: ['GLIBC_2.34'] }] }) },
    starts: 'yes',
  },
  'a newer glibc': {
    files: {
      app: program({ requires: [{ library: 'libc.so.6', versions: ['GLIBC_2.2.5', 'GLIBC_2.38'] }] }),
    },
    starts: 'no',
    why: /^\/app needs GLIBC_2\.38 of libc\.so\.6, which \/lib\/x86_64-linux-gnu\/libc\.so\.6 does not have: it was built on glibc 2\.38 or newer, .* is of glibc 2\.36$/,
  },
  'a library that was built on a newer glibc': {
    files: {
      app: program({ needed: ['liba.so'] }),
      'usr/lib/liba.so': library({
        needed: ['libc.so.6'],
        requires: [{ library: 'libc.so.6', versions: ['GLIBC_2.41'] }],
      }),
    },
    starts: 'no',
    why: /^\/usr\/lib\/liba\.so needs GLIBC_2\.41/,
  },
  'a version that may be missing': {
    files: { app: program({ requires: [{ library: 'libc.so.6', versions: ['GLIBC_2.99'], weak: true }] }) },
    starts: 'yes',
  },
  'a library without versions is let pass': {
    files: {
      app: program({ needed: ['liba.so'], requires: [{ library: 'liba.so', versions: ['A_1'] }] }),
      'usr/lib/liba.so': library(),
    },
    starts: 'yes',
  },
  'what is missing where not all could be read': {
    options: { isWhole: false },
    starts: 'unknown',
    why: /not all of the image could be read/,
  },

  'a script': { files: { app: { ...run, content: '#!/bin/sh -e\n' } }, starts: 'yes' },
  'a script whose interpreter is not there': {
    files: { app: { ...run, content: '#!/bin/bash\n' } },
    starts: 'no',
    why: /^\/app is run by \/bin\/bash, which is not there$/,
  },
  'a script with Windows line ends': {
    files: { app: { ...run, content: '#!/bin/sh\r\necho\r\n' } },
    starts: 'no',
    why: /carriage return/,
  },
  'a script that names nothing': {
    files: { app: { ...run, content: '#!\n' } },
    starts: 'no',
    why: /names no interpreter/,
  },
  'a script that the user may not read': {
    files: { app: { mode: 0o711, content: '#!/bin/sh\n' } },
    config: { User: 'app' },
    starts: 'no',
    why: /may not read the script/,
  },
  'a script run by a script': {
    files: { app: { ...run, content: '#!/a\n' }, a: { ...run, content: '#!/bin/sh\n' } },
    starts: 'yes',
  },
  'a script that is run by itself': {
    files: { app: { ...run, content: '#!/app\n' } },
    starts: 'no',
    why: /deeper than Linux follows/,
  },
  'env finds it': {
    files: {
      'usr/bin/env': program(),
      'usr/bin/node': program(),
      app: { ...run, content: '#!/usr/bin/env node\n' },
    },
    starts: 'yes',
  },
  'env finds nothing': {
    files: { 'usr/bin/env': program(), app: { ...run, content: '#!/usr/bin/env node\n' } },
    starts: 'no',
    why: /node is in none of the folders of PATH/,
  },
  'env is given one word': {
    files: {
      'usr/bin/env': program(),
      'usr/bin/node': program(),
      app: { ...run, content: '#!/usr/bin/env node --x\n' },
    },
    starts: 'no',
    why: /no program of the name "node --x"; env -S/,
  },
  'env -S takes it apart': {
    files: {
      'usr/bin/env': program(),
      'usr/bin/node': program(),
      app: { ...run, content: '#!/usr/bin/env -S A=1 node --x\n' },
    },
    starts: 'yes',
  },
  'env and Windows line ends': {
    files: {
      'usr/bin/env': program(),
      'usr/bin/node': program(),
      app: { ...run, content: '#!/usr/bin/env node\r\n' },
    },
    starts: 'no',
    why: /carriage return .*"node\\r"/,
  },

  'an init and what it runs': {
    files: { tini: program(), app: program() },
    config: { Entrypoint: ['/tini', '-g', '--'], Cmd: ['/app', '--port', '1'] },
    starts: 'yes',
  },
  'an init and what is not there': {
    files: { tini: program() },
    config: { Entrypoint: ['/tini', '--'], Cmd: ['node', 'x.js'] },
    starts: 'no',
    why: /node is in none/,
  },
  'an init whose options are not followed': {
    files: { tini: program() },
    config: { Entrypoint: ['/tini', '-p', 'SIGTERM', '--', 'node'] },
    starts: 'yes',
  },
  'an init, a shell and its script': {
    files: { 'dumb-init': program() },
    config: { Entrypoint: ['/dumb-init', '/bin/sh', '-c', 'node x.js'] },
    starts: 'no',
    why: /node is in none/,
  },
  'another user by gosu': {
    files: { gosu: program(), app: { ...program(), mode: 0o700 } },
    config: { Entrypoint: ['/gosu', 'app', '/app'] },
    starts: 'no',
    why: /may not be run by user app \(1000\)/,
  },
  'env with nothing but a program': {
    files: { 'usr/bin/env': program() },
    config: { Entrypoint: ['/usr/bin/env', 'node'] },
    starts: 'no',
    why: /node is in none/,
  },
  'env that sets variables is not followed': {
    files: { 'usr/bin/env': program() },
    config: { Entrypoint: ['/usr/bin/env', 'PATH=/x', 'node'] },
    starts: 'yes',
  },

  'a shell with one command': {
    files: { app: program() },
    config: { Entrypoint: ['/bin/sh', '-c', 'exec /app --port 1'] },
    starts: 'yes',
  },
  'a shell whose command is not there': {
    config: { Entrypoint: ['/bin/sh', '-c', 'node x.js'] },
    starts: 'no',
    why: /node is in none/,
  },
  'a shell with more to do': {
    files: { app: program() },
    config: { Entrypoint: ['/bin/sh', '-c', '/app && /none'] },
    starts: 'unknown',
    why: /what else "\/app && \/none" does is not followed/,
  },
  'a shell with its own commands': {
    config: { Entrypoint: ['/bin/sh', '-c', 'echo hello'] },
    starts: 'unknown',
    why: /is not followed/,
  },
  'a shell with a variable': { config: { Entrypoint: ['/bin/sh', '-c', '$APP run'] }, starts: 'unknown' },
  'a shell that is not there': {
    config: { Entrypoint: ['/bin/bash', '-c', 'true'] },
    starts: 'no',
    why: /\/bin\/bash is not there/,
  },
};

for (const [name, one] of Object.entries(cases)) {
  test(name, async () => {
    const { starts, why, proof } = await start(one.files ?? {}, one.config, one.options, one.rest);
    assert.equal(starts, one.starts, `${why}\n${JSON.stringify(proof, null, 1)}`);
    if (one.why) assert.match(why ?? '', one.why);
    assert.equal(why === undefined, starts === 'yes');
  });
}

test('what a hostile image makes long ends in time', async () => {
  const tini = { tini: program() };
  const many = { Entrypoint: Array.from({ length: 50_000 }, () => '/tini') };
  assert.equal((await start(tini, many)).starts, 'unknown');
  const path = { Entrypoint: ['app'], Env: [`PATH=${'/a:'.repeat(500_000)}`] };
  assert.equal((await start({}, path)).starts, 'unknown');
  const long = { Entrypoint: [`/${'a/./'.repeat(500_000)}`] };
  assert.equal((await start({}, long)).starts, 'no');
  const needed = Array.from({ length: 2000 }, (_, index) => `l${index}`);
  const rpath = Array.from({ length: 700 }, (_, index) => `/${index}`).join(':');
  const libraries = Object.fromEntries(needed.map((name) => [`usr/lib/${name}`, library()]));
  const wide = await start({ app: program({ needed, rpath }), ...libraries });
  assert.equal(wide.starts, 'unknown');
  assert.match(wide.why ?? '', /more than 200000 paths/);
});

test('musl looks in its own folders, and heeds no symbol versions', async () => {
  const musl = (needed: readonly string[], more: LayerSpec, spec: ElfSpec = {}) =>
    start(
      {
        'lib/ld-musl-x86_64.so.1': { ...run, content: elfOf({ soname: 'libc.musl-x86_64.so.1' }) },
        app: program({
          interpreter: '/lib/ld-musl-x86_64.so.1',
          needed: ['libc.musl-x86_64.so.1', ...needed],
          ...spec,
        }),
        ...more,
      },
      {},
    );
  assert.equal((await musl([], {})).starts, 'yes');
  assert.equal((await musl(['liba.so'], { 'usr/local/lib/liba.so': library() })).starts, 'yes');
  const apart = await musl(['liba.so'], {
    'usr/local/lib/liba.so': library(),
    'etc/ld-musl-x86_64.path': '/lib\n/opt',
  });
  assert.match(apart.why ?? '', /needs the library liba\.so/);
  const listed = await musl(['liba.so'], {
    'opt/liba.so': library(),
    'etc/ld-musl-x86_64.path': '/lib:/opt',
  });
  assert.equal(listed.starts, 'yes');
  const versions = [{ library: 'liba.so', versions: ['A_2'] }];
  const old = await musl(
    ['liba.so'],
    { 'lib/liba.so': library({ defines: ['A_1'] }) },
    { requires: versions },
  );
  assert.equal(old.starts, 'yes');
});

test('the proof names what it found', async () => {
  const { proof } = await start({ app: program() }, { User: 'app' });
  assert.deepEqual(
    proof.map(({ path = '', says }) => `${path} ${says}`.trim()),
    [
      'runs as user app (1000)',
      '/app is there, and may be run',
      `/app a program for amd64, loaded by ${LOADER}`,
      '/app what it needs is there, 1 library: /lib/x86_64-linux-gnu/libc.so.6',
    ],
  );
});

/** What ldconfig writes (glibc, elf/dl-cache.h). */
function cacheOf(entries: readonly (readonly [string, string])[]): Buffer {
  const head = Buffer.alloc(48 + 24 * entries.length);
  head.write('glibc-ld.so.cache1.1');
  head.writeUInt32LE(entries.length, 20);
  let texts = Buffer.alloc(0);
  for (const [index, pair] of entries.entries()) {
    for (const [place, text] of pair.entries()) {
      head.writeUInt32LE(head.length + texts.length, 48 + 24 * index + 4 + 4 * place);
      texts = Buffer.concat([texts, Buffer.from(`${text}\0`)]);
    }
  }
  return Buffer.concat([head, texts]);
}

function oldCacheOf(entries: readonly (readonly [string, string])[]): Buffer {
  const old = Buffer.alloc(16 + 12);
  old.write('ld.so-1.7.0');
  old.writeUInt32LE(1, 12);
  return Buffer.concat([old, Buffer.alloc(4), cacheOf(entries)]);
}
