import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../../core/finding.ts';
import { partsOf } from '../../testing/check-delivery-page.ts';
import { evidenceFrom } from './evidence.ts';

const dockerfile = 'FROM nginx:1.29\nUSER nginx\n';
const start = { line: 1, column: 1, offset: 0 };

/** What discharges a finding about a path, when a manifest runs the image. */
function discharged(path: string, manifest: string): string | undefined {
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
    paths: [path],
  };
  return evidenceFrom(parts)(finding);
}

const service = (more: string) => `services:\n  web:\n    build: .\n${more}`;

describe('a mount where the user has to write', () => {
  test('discharges that the image has it for root', () => {
    const text = service('    tmpfs:\n      - /var/cache/nginx\n');
    assert.equal(
      discharged('/var/cache/nginx/client_temp', text),
      'mounted: /var/cache/nginx in compose.yaml:5',
    );
    assert.equal(discharged('/run/nginx.pid', text), undefined);
  });

  test('but not when it takes the owner that the image has', () => {
    const text = service('    volumes:\n      - cache:/var/cache/nginx\nvolumes:\n  cache:\n');
    assert.equal(discharged('/var/cache/nginx', text), undefined);
    assert.equal(
      discharged('/var/cache/nginx', service('    volumes:\n      - ./cache:/var/cache/nginx\n')),
      undefined,
    );
  });

  test('nor a finding that names no path', () => {
    const parts = partsOf({ Dockerfile: dockerfile, 'compose.yaml': service('    tmpfs: /run\n') });
    const none = evidenceFrom(parts)({
      rule: 'writable-owner',
      aliases: [],
      severity: 'high',
      message: '',
      help: '',
      fingerprint: '',
      at: { path: 'Dockerfile', span: { start: 0, end: 1 }, start, end: start },
      also: [],
    });
    assert.equal(none, undefined);
  });
});
