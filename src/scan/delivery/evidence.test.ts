import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../../core/finding.ts';
import { partsOf } from '../../testing/check-delivery-page.ts';
import { evidenceFrom } from './evidence.ts';

const dockerfile = 'FROM nginx:1.29\nUSER nginx\n';
const start = { line: 1, column: 1, offset: 0 };

/** What discharges a finding about paths, when a manifest runs the image. */
function discharged(paths: readonly string[], manifest: string): string | undefined {
  const parts = partsOf({ Dockerfile: dockerfile, 'compose.yaml': manifest });
  const finding: Finding = {
    rule: 'writable-owner',
    aliases: [],
    severity: 'high',
    message: '',
    help: '',
    fingerprint: '',
    at: { path: 'Dockerfile', span: { start: 0, end: 1 }, start, end: start },
    also: [],
    paths,
  };
  return evidenceFrom(parts)(finding);
}

const service = (more: string) => `services:\n  web:\n    build: .\n${more}`;

describe('a mount where the user has to write', () => {
  test('discharges that the image has it for root', () => {
    const text = service('    tmpfs:\n      - /var/cache/nginx\n');
    const said = discharged(['/var/cache/nginx/client_temp'], text);
    assert.equal(said, 'mounted: /var/cache/nginx in compose.yaml:5');
    assert.equal(discharged(['/run/nginx.pid'], text), undefined);
    assert.equal(discharged(['/var/cache/nginx', '/run/nginx.pid'], text), undefined);
  });

  test('but not when it takes the owner that the image or the host has', () => {
    const named = service('    volumes:\n      - cache:/var/cache/nginx\nvolumes:\n  cache:\n');
    assert.equal(discharged(['/var/cache/nginx'], named), undefined);
    const bound = service('    volumes:\n      - ./cache:/var/cache/nginx\n');
    assert.equal(discharged(['/var/cache/nginx'], bound), undefined);
  });

  test('nor a finding that names no path', () => {
    assert.equal(discharged([], service('    tmpfs: /run\n')), undefined);
  });
});
