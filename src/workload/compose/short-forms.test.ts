import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Source } from '../../core/source.ts';
import { itemsOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlScalar } from '../../yaml/types.ts';
import { isHostPath, parseMount } from './mounts.ts';
import { parsePort } from './ports.ts';
import { bytesOf, secondsOf } from './quantities.ts';
import { printed, typed } from './scalars.ts';

describe('short forms', () => {
  it('reads ports', () => {
    const port = (text: string) => parsePort(text);
    assert.deepEqual(port('80'), { first: 80, last: 80, protocol: 'tcp' });
    assert.deepEqual(port('8080:80/udp'), {
      first: 80,
      last: 80,
      protocol: 'udp',
      hostFirst: 8080,
      hostLast: 8080,
    });
    assert.deepEqual(port('127.0.0.1::53/UDP'), {
      first: 53,
      last: 53,
      protocol: 'udp',
      address: '127.0.0.1',
    });
    assert.deepEqual(port('[::1]:9000-9001:80-81'), {
      first: 80,
      last: 81,
      protocol: 'tcp',
      address: '::1',
      hostFirst: 9000,
      hostLast: 9001,
    });
    assert.deepEqual(port('9000-9010:80'), {
      first: 80,
      last: 80,
      protocol: 'tcp',
      hostFirst: 9000,
      hostLast: 9010,
    });
  });

  it('says why a port is none', () => {
    const why = (text: string) => (parsePort(text) as { error: string }).error;
    assert.equal(why('web'), '“web” is no port');
    assert.equal(why('80:'), 'it names no port');
    assert.equal(why('x:80'), '“x” is no port');
    assert.equal(why('70000'), '“70000” is no port');
    assert.equal(why('local:1:2'), '“local” is no IP address');
    assert.equal(why('::1:1:2'), '“::1” is no IP address');
    assert.equal(why('1-3:1-2'), '1-3 and 1-2 are ranges of different length');
    assert.equal(why('80/http'), '“http” is none of tcp, udp and sctp');
  });

  it('reads volumes', () => {
    assert.deepEqual(parseMount('/data'), { target: '/data', options: [] });
    assert.deepEqual(parseMount('./a:/b'), { source: './a', target: '/b', options: [] });
    assert.deepEqual(parseMount('data:/b:ro,z'), { source: 'data', target: '/b', options: ['ro', 'z'] });
    assert.deepEqual(parseMount('C:\\a b:/b:ro'), { source: 'C:\\a b', target: '/b', options: ['ro'] });
    assert.deepEqual(parseMount('C:/a:D:/b'), { source: 'C:/a', target: 'D:/b', options: [] });
    for (const text of ['', ':/b', 'data::b', 'data:/b:ro:x']) assert.ok('error' in parseMount(text), text);
    assert.deepEqual(['./a', '/a', '~/a', '..', 'C:/a', '\\\\host\\a', 'name', 'na.me'].map(isHostPath), [
      ...[true, true, true, true, true, true],
      ...[false, false],
    ]);
  });

  it('reads times and sizes', () => {
    assert.deepEqual(
      ['1m30s', '1.5h', '500ms', '0', '2d', '-1s', '1µs'].map(secondsOf),
      [90, 5400, 0.5, 0, 172_800, -1, 1e-6],
    );
    assert.deepEqual(
      ['30', '1m30', '', 's', '1x', '1 s', `${'1'.repeat(999)}s`].map(secondsOf),
      Array(7).fill(undefined),
    );
    assert.deepEqual(['512m', '1.5 GB', '64kib', '100', '-1', '1e3k', '.5g', '7b'].map(bytesOf), [
      512 * 2 ** 20,
      1.5 * 2 ** 30,
      65_536,
      100,
      -1,
      1_024_000,
      2 ** 29,
      7,
    ]);
    assert.deepEqual(
      ['', 'm', '1x', '1mm', '1 g b', '-1m', '0x10', 'lots'].map(bytesOf),
      Array(8).fill(undefined),
    );
  });

  it('prints scalars as containers get them', () => {
    const text =
      '[1.10, 0777, 1e3, 1e6, 1_000, 0b11, 0x1f, True, yes, "1.10", 2024-01-02, "2024-01-02", null, .5, 12345678901234567890, 2024-13-02, !!str 1.10]';
    const items = itemsOf(readYaml(new Source('a', text)).documents[0]!.root);
    assert.deepEqual(
      items.map((item) => printed(typed(item as YamlScalar))),
      [
        ...['1.1', '511', '1000', '1e+06', '1000', '3', '31', 'true', 'yes', '1.10'],
        ...[
          '2024-01-02 00:00:00 +0000 UTC',
          '2024-01-02',
          undefined,
          '0.5',
          '12345678901234567890',
          '2024-13-02',
        ],
        '1.10',
      ],
    );
  });
});
