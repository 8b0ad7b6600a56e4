import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOfName, looksLikeDockerfile, type NameKind } from './names.ts';

const table: Record<NameKind, string[]> = {
  dockerfile: [
    'Dockerfile',
    'dockerfile',
    'DOCKERFILE',
    'Containerfile',
    'containerfile',
    'Dockerfile.production',
    'Dockerfile.dev.arm64',
    'Containerfile.rhel9',
    'dockerfile.alpine',
    'web.Dockerfile',
    'web.dockerfile',
    'api.v2.Containerfile',
    '.Dockerfile',
    'Dockerfile.3.12',
  ],
  perhaps: [
    'Dockerfile.go',
    'dockerfile.go',
    'Dockerfile.py',
    'dockerfile.test.ts',
    'Dockerfile.json',
    'Dockerfile-dev',
    'Dockerfile_dev',
    'dockerfile_parser.rs',
    'Dockerfile.txt',
  ],
  template: [
    'Dockerfile.j2',
    'Dockerfile.template',
    'Dockerfile.in',
    'web.Dockerfile.j2',
    'Dockerfile.alpine.erb',
  ],
  other: [
    'Dockerfile.dockerignore',
    'Dockerfile.prod.dockerignore',
    'Containerfile.containerignore',
    'Dockerfile.md',
    'Dockerfile.bak',
    'Dockerfile~',
    'Dockerfile.orig',
    '.Dockerfile.swp',
    'web.Dockerfile~',
    'web.Dockerfile.bak',
    'Dockerfile.',
    'Dockerfiles',
    'mydockerfile',
    'docker-compose.yml',
    'README.md',
    'page.j2',
  ],
};

for (const [kind, names] of Object.entries(table)) {
  test(`names: ${kind}`, () => {
    for (const name of names) assert.equal(kindOfName(name), kind, name);
  });
}

test('a look inside tells a Dockerfile from a program', () => {
  assert.ok(looksLikeDockerfile('# syntax=docker/dockerfile:1\n\nFROM golang AS build\n'));
  assert.ok(!looksLikeDockerfile('from pathlib import Path\n'));
  assert.ok(looksLikeDockerfile('\uFEFF# escape=`\r\n\r\n  ARG TAG\r\nFROM base:$TAG\r\n'));
  assert.ok(!looksLikeDockerfile('package dockerfile\n\n// FROM is the first instruction\n'));
  assert.ok(!looksLikeDockerfile('package dockerfile\n\nconst text = `\nFROM busybox\n`\n'));
  assert.ok(!looksLikeDockerfile('# nothing\n'));
});
