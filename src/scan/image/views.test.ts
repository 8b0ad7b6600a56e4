import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { ImageDiff } from '../../report/diff/types.ts';
import { imageText } from '../../report/image/text.ts';
import type { Folder, ImageView } from '../../report/image/types.ts';
import { elfFile } from '../../testing/elf.ts';
import { makeImage, writeLayout } from '../../testing/image.ts';
import { plimsoll } from '../../testing/plimsoll.ts';
import { makeTree } from '../../testing/tree.ts';
import { linesOf } from './diff-lines.ts';

const status = (...packages: readonly string[]): string =>
  packages
    .map((text) => {
      const [name, version] = text.split('=');
      return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n`;
    })
    .join('\n');
const base = {
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n',
  'etc/passwd': 'root:x:0:0::/root:/bin/sh\n',
  'var/lib/dpkg/status': status('tar=1.0', 'old=2.0', 'same=1'),
  'bin/sh': { content: elfFile({}), mode: 0o755 },
  'srv/data': 'a'.repeat(3000),
  'srv/equal': 'same size: 1',
  'srv/<script>alert(1)</script>': 'b'.repeat(2000),
};
const history = [
  { created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
  { created_by: 'RUN /bin/sh -c rm /srv/data # buildkit' },
];
const root = makeTree();
writeLayout(join(root, 'out'), {
  a: makeImage({
    layers: [base, { 'srv/data': null, 'srv/more': 'c'.repeat(500) }],
    config: { User: '1000', Cmd: ['/bin/sh'], Env: ['A=1', 'GONE=x'], Labels: { a: 'b' } },
    rest: { history },
  }),
  b: makeImage({
    layers: [
      base,
      {
        'var/lib/dpkg/status': status('tar=1.1', 'same=1', 'new=3'),
        'srv/equal': 'same size: 2',
        'usr/bin/su': { content: elfFile({}), mode: 0o4755 },
        'srv/large': Buffer.from(Array.from({ length: 9000 }, (_, at) => (at * at * 31) % 251)),
      },
    ],
    config: {
      Cmd: ['/bin/nothing'],
      Env: ['A=2', 'PASSWORD=hunter2hunter2'],
      Labels: { a: 'b' },
    },
  }),
});

const view = async (): Promise<ImageView> =>
  (JSON.parse((await plimsoll(root, 'image', 'out:a', '--json')).out) as { images: ImageView[] }).images[0]!;

describe('plimsoll image', () => {
  test('layers with instruction, size, waste and packages', async () => {
    const { layers, size } = await view();
    assert.deepEqual(
      layers.map(({ instruction, files, bytes, wastes }) => ({ instruction, files, bytes, wastes })),
      [
        {
          instruction: 'ADD file:1 in /',
          files: 7,
          bytes: layers[0]!.bytes,
          wastes: { files: 0, bytes: 0 },
        },
        { instruction: 'RUN rm /srv/data', files: 1, bytes: 500, wastes: { files: 1, bytes: 3000 } },
      ],
    );
    assert.equal(layers[0]!.packages, 3);
    assert.equal(size.wasted, 3000);
    assert.equal(size.bytes, layers[0]!.bytes + 500 - 3000);
    assert.deepEqual(layers[1]!.largest, [{ path: '/srv/more', size: 500, layer: 1 }]);
  });

  test('folders add up', async () => {
    const { content, size } = await view();
    assert.equal(content.bytes, size.bytes);
    const check = ({ bytes, children }: Folder): void => {
      if (!children) return;
      assert.ok(children.reduce((sum, child) => sum + child.bytes, 0) <= bytes);
      for (const child of children) check(child);
    };
    check(content);
    const srv = content.children!.find(({ name }) => name === 'srv')!;
    assert.equal(srv.bytes, 'same size: 1'.length + 2000 + 500);
    assert.equal(srv.layer, 0);
  });

  test('no line is longer than the terminal but for a path or digest; colour changes no letter', async () => {
    const shown = await view();
    for (const width of [80, 120]) {
      const plain = imageText(shown, { color: false, width });
      const long = plain.split('\n').filter((line) => line.length > width && !/sha256:/.test(line));
      assert.deepEqual(long, []);
      const colored = imageText(shown, { color: true, width });
      assert.notEqual(colored, plain);
      assert.equal(stripVTControlCharacters(colored), plain);
    }
  });

  test('text tells user, start and surface', async () => {
    const { out } = await plimsoll(root, 'image', 'out:a');
    assert.match(out, /user +1000/);
    assert.match(out, /shells +1: sh/);
    assert.match(out, /deb +3: new|deb +3: old, same, tar/);
    assert.match(out, /wasted +3\.0 kB/);
    assert.match(out, /takes away 1 file of below, 3\.0 kB/);
  });

  test('the page holds no mark-up of the image, and loads nothing', async () => {
    const { out } = await plimsoll(root, 'image', 'out:a', '--html');
    assert.doesNotMatch(out, /<script>alert/);
    assert.doesNotMatch(out, /(?:src|href)="?https?:/);
    assert.match(out, /default-src 'none'/);
    const data = /<script type="application\/json">(.*?)<\/script>/s.exec(out)![1]!;
    assert.equal((JSON.parse(data) as Folder).name, '/');
  });
});

describe('plimsoll diff', () => {
  const compared = async (...args: string[]) => {
    const { out, exit, err } = await plimsoll(root, 'diff', ...args, '--json', '--no-config');
    assert.notEqual(out, '', err);
    return { exit, diff: (JSON.parse(out) as { diffs: ImageDiff[] }).diffs[0]! };
  };

  test('packages, files, configuration, surface and findings', async () => {
    const { diff } = await compared('out:a', 'out:b');
    const { packages, files, config, surface, findings, layers, starts, gaps } = diff;
    assert.deepEqual(
      [packages.added, packages.removed, packages.changed].map((list) => list.map(({ name }) => name)),
      [['new'], ['old'], ['tar']],
    );
    assert.deepEqual(packages.changed[0], { type: 'deb', name: 'tar', before: ['1.0'], after: ['1.1'] });
    assert.deepEqual(files.largest.map(({ path, how }) => `${how} ${path}`).sort(), [
      'added /srv/data',
      'added /srv/large',
      'added /usr/bin/su',
      'changed /srv/equal',
      'changed /var/lib/dpkg/status',
      'removed /srv/more',
    ]);
    assert.equal(layers.shared, 1);
    assert.deepEqual(
      config
        .map(({ name, before, after }) => [name, before, after])
        .filter(([name]) => name !== 'env PASSWORD'),
      [
        ['user', '1000', ''],
        ['command', '["/bin/sh"]', '["/bin/nothing"]'],
        ['env A', '1', '2'],
        ['env GONE', 'x', undefined],
      ],
    );
    assert.deepEqual(
      surface.map(({ kind, added, removed }) => [kind, added, removed]),
      [
        ['setuid', ['/usr/bin/su'], []],
        ['privilege-tools', ['su'], []],
      ],
    );
    assert.ok(findings.added.some(({ rule, at }) => rule === 'setuid-files' && at === '/usr/bin/su'));
    assert.ok(findings.added.some(({ rule }) => rule === 'cannot-start'));
    assert.equal(starts.after, 'no');
    assert.deepEqual(gaps, []);
  });

  test('an image differs in nothing from itself', async () => {
    const { diff, exit } = await compared(
      'out:a',
      'out:a',
      '--fail-on',
      'new-findings,grown,packages,surface,config',
    );
    assert.equal(exit, 0);
    assert.deepEqual(
      [diff.files.largest, diff.config, diff.surface, diff.findings.added, diff.packages.changed],
      [[], [], [], [], []],
    );
  });

  const lines: readonly (readonly [line: string, exit: number])[] = [
    ['new-findings', 1],
    ['new-findings:critical', 1],
    ['grown', 1],
    ['grown:1MB', 0],
    ['grown:5%', 1],
    ['packages', 1],
    ['surface', 1],
    ['config', 1],
  ];
  for (const [line, expected] of lines)
    test(`--fail-on ${line}`, async () => {
      assert.equal((await compared('out:a', 'out:b', '--fail-on', line)).exit, expected);
    });

  test('the lines of the guide are those that there are', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/guide/images.md'), 'utf8');
    const table = guide.slice(guide.indexOf('| `--fail-on`')).split('\n\n', 1)[0]!;
    const told = table
      .split('\n')
      .slice(2)
      .flatMap((row) => [...row.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, line]) => line!));
    assert.deepEqual(
      [...new Set(told.map((line) => line.replace(/:.*/, '')))],
      ['new-findings', 'grown', 'packages', 'surface', 'config'],
    );
    assert.equal(linesOf(told.map((line) => line.replace('SEVERITY', 'low'))).length, told.length);
  });

  test('what is no line is refused', async () => {
    for (const line of ['worse', 'grown:much', 'new-findings:awful', 'surface:3']) {
      const { exit, err } = await plimsoll(root, 'diff', 'out:a', 'out:b', '--fail-on', line);
      assert.equal(exit, 2, line);
      assert.match(err, /--fail-on/);
    }
  });

  test('no secret is shown, in no form', async () => {
    for (const format of ['text', 'json', 'markdown']) {
      const { out } = await plimsoll(root, 'diff', 'out:a', 'out:b', '--format', format);
      assert.match(out, /PASSWORD/);
      assert.doesNotMatch(out, /hunter2/, format);
    }
  });
});

test('a real image: folders and layers add up, and it differs in nothing from its archive', {
  skip: existsSync('/srv/images/layers.oci') ? false : 'there is no /srv/images/layers.oci',
}, async () => {
  const { out } = await plimsoll('/srv/images', 'diff', 'layers.tar', 'layers.oci', '--json', '--no-config');
  const [diff] = (JSON.parse(out) as { diffs: ImageDiff[] }).diffs;
  assert.deepEqual([diff!.files.largest, diff!.packages.added, diff!.surface], [[], [], []]);
  assert.equal(diff!.isPackedAlike, false);
});
