import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusFile } from './corpus.ts';

/** Dockerfiles of a mistake each, and the settings that the rules about them need. */
export interface MistakeSet {
  readonly name: string;
  readonly files: readonly CorpusFile[];
}

const hadolintConfig = `trustedRegistries:
  - docker.io
  - "*.gcr.io"
`;
const labelConfig = `strict-labels: true
label-schema:
  author: text
  contact: email
  created: rfc3339
  version: semver
  doc: url
  rev: hash
  license: spdx
`;

/** The mistakes of bench/mistakes, a Dockerfile each, by the peer whose ids they are about. */
export function mistakes(): MistakeSet[] {
  return [
    read('hadolint', { path: '.hadolint.yaml', text: hadolintConfig }),
    read('labels', { path: '.hadolint.yaml', text: labelConfig }),
    read('trivy'),
    read('buildkit'),
  ];
}

function read(name: string, ...settings: readonly CorpusFile[]): MistakeSet {
  const text = readFileSync(join(import.meta.dirname, 'mistakes', `${name}.txt`), 'utf8');
  const files = [...settings];
  let group = '';
  let count = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith('== ')) {
      group = line.slice(3).replaceAll(',', '-');
      count = 0;
    } else if (group !== '' && line.trim() !== '') {
      const path = `${group}/${String(++count).padStart(3, '0')}/Dockerfile`;
      files.push({ path, text: dockerfileOf(line) });
    }
  }
  return { name, files };
}

function dockerfileOf(line: string): string {
  const text = line.replaceAll('\\n', '\n').replaceAll('\\\\', '\\');
  if (text.startsWith('!')) return `${text.slice(1)}\n`;
  return `${text.includes('FROM ') ? '' : 'FROM debian:12\n'}${text}\n`;
}
