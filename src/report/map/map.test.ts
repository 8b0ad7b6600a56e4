import assert from 'node:assert/strict';
import { test } from 'node:test';
import { belowFolder } from './below.ts';
import { drawMap, mapSvg } from './drawing.ts';
import { mapHtml } from './html.ts';
import type { DeliveryMap, MapContainer, MapImage } from './types.ts';

const image = (path: string, more: Partial<MapImage> = {}): MapImage => ({
  id: `${path}\0`,
  name: path,
  kind: 'built',
  place: `${path}:3`,
  from: ['node:24'],
  names: [],
  builtBy: [],
  ...more,
});

const container = (name: string, more: Partial<MapContainer> = {}): MapContainer => ({
  id: name,
  name,
  file: 'shop/compose.yaml',
  place: 'shop/compose.yaml:7',
  role: 'main',
  ports: [],
  mounts: [],
  probes: [],
  ...more,
});

const shop: DeliveryMap = {
  version: 1,
  images: [
    image('shop/api/Dockerfile', { user: '0 (root)', ports: ['80'], builtBy: ['shop/compose.yaml:9'] }),
    image('shop/web/Dockerfile', { name: 'shop/web/Dockerfile → runtime', names: ['ghcr.io/acme/web:1'] }),
  ],
  containers: [
    container('service web', { runs: 'shop/web/Dockerfile\0', link: { how: 'guessed', why: 'same name' } }),
    container('service api', { runs: 'shop/api/Dockerfile\0', link: { how: 'built', why: 'build: api' } }),
  ],
  gaps: [{ path: 'shop/chart', reason: 'no helm' }],
};

test('the folder that all paths share is left off, and told', () => {
  const { map, folder } = belowFolder(shop);
  assert.equal(folder, 'shop/');
  assert.deepEqual(
    map.images.map(({ name, place, builtBy }) => [name, place, builtBy]),
    [
      ['api/Dockerfile', 'api/Dockerfile:3', ['compose.yaml:9']],
      ['web/Dockerfile → runtime', 'web/Dockerfile:3', []],
    ],
  );
  assert.deepEqual(
    map.containers.map(({ place }) => place),
    ['compose.yaml:7', 'compose.yaml:7'],
  );
  assert.deepEqual(map.gaps, [{ path: 'chart', reason: 'no helm' }]);
  const apart = { ...shop, containers: [container('x', { file: 'other/x.yaml', place: 'other/x.yaml:1' })] };
  assert.equal(belowFolder(apart).folder, '');
  assert.equal(belowFolder(apart).map, apart);
});

test('containers stand in the order of the images that they run, and guesses are dotted', () => {
  const svg = drawMap(shop);
  assert.ok(svg.indexOf('service api') < svg.indexOf('service web'));
  assert.equal(svg.match(/class="line guess"/g)?.length, 1);
  // Two images from their base, two containers from their images.
  assert.equal(svg.match(/<path class="line/g)?.length, 4);
});

test('a long path keeps its end, a long sentence its beginning', () => {
  const long = `registry.example.com/${'team/'.repeat(12)}service:1.2.3`;
  const svg = drawMap({ ...shop, images: [image(long, { kind: 'external', from: [] })], containers: [] });
  assert.match(svg, /class="name"[^>]*>…[^<]*service:1\.2\.3</);
  const named = container(`Deployment ${'very-'.repeat(20)}long`);
  assert.match(drawMap({ ...shop, containers: [named] }), /class="name"[^>]*>Deployment very-[^<]*…</);
});

test('the page and the picture hold hostile names as text', () => {
  const bad = '<script>alert(1)</script>"\u202e';
  const map = { ...shop, images: [image(bad, { names: [bad] })], containers: [container(bad)] };
  for (const text of [mapHtml(map, { name: 'plimsoll', version: '0' }), mapSvg(map)]) {
    assert.ok(!text.includes('<script'));
    assert.ok(!text.includes('\u202e'));
    assert.match(text, /&lt;script&gt;/);
  }
});

test('the picture stands alone: a namespace, a size, its own style', () => {
  const svg = mapSvg(shop);
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*width="\d+" height="\d+"/);
  assert.match(svg, /<style>[\s\S]*prefers-color-scheme: dark[\s\S]*<\/style>/);
  assert.ok(svg.trimEnd().endsWith('</svg>'));
});
