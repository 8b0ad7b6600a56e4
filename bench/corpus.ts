import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { families, type StagePlan } from './families.ts';
import * as fragments from './fragments.ts';
import { Random } from './random.ts';

/** One generated file: its path within the corpus, and its text. */
export interface CorpusFile {
  readonly path: string;
  readonly text: string;
}

const SHORTEST = 10;
const LONGEST = 300;

/** Invents `count` Dockerfiles of 10 to 300 lines; the same seed gives the same files, byte for byte. */
export function corpus(count = 1000, seed = 2026): CorpusFile[] {
  return Array.from({ length: count }, (_, index) => {
    const random = new Random(seed * 100_003 + index);
    return { path: pathOf(random, index), text: dockerfile(random) };
  });
}

/** Writes files below `folder`, which is emptied first, and gives their full paths. */
export function writeCorpus(folder: string, files: readonly CorpusFile[]): string[] {
  rmSync(folder, { recursive: true, force: true });
  return files.map(({ path, text }) => {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  });
}

function pathOf(random: Random, index: number): string {
  const folder = `${fragments.appName(random)}-${String(index).padStart(4, '0')}`;
  const name = random.chance(0.8)
    ? 'Dockerfile'
    : random.pick(['Dockerfile.production', 'docker/Dockerfile', 'api.Dockerfile', 'Dockerfile.dev']);
  return `${folder}/${name}`;
}

function dockerfile(random: Random): string {
  const { family, escape } = weighted(random);
  const builder = random.pick(['build', 'builder', 'deps', 'base', 'compile']);
  const stages = family(random, builder);
  const target = length(random);
  const compact = random.chance(0.3);
  const lines = () => lineCount(text(stages, { builder, compact, escape }));
  for (let tries = 0; tries < 200 && lines() < target; tries++) pad(random, stages, escape !== undefined);
  const written = text(stages, { builder, compact, escape, lower: random.chance(0.25) });
  const lead = header(random, escape);
  const whole = lineCount(written) + lineCount(lead) <= LONGEST ? lead + written : written;
  return random.chance(0.01) ? whole.replaceAll('\n', '\r\n') : whole;
}

function weighted(random: Random) {
  const total = families.reduce((sum, { share }) => sum + share, 0);
  let left = random.next() * total;
  for (const entry of families) {
    left -= entry.share;
    if (left < 0) return entry;
  }
  return families[0]!;
}

/** Most files are short, a few are long: a skewed draw between the two borders. */
const length = (random: Random): number =>
  SHORTEST + Math.round((LONGEST - 55 - SHORTEST) * random.next() ** 3);

const lineCount = (text: string): number => text.split('\n').length - 1;

/** Puts one more block somewhere into some stage, as files grow over the years. */
function pad(random: Random, stages: readonly StagePlan[], windows: boolean): void {
  const { blocks, from } = random.pick(stages);
  const quiet = [fragments.comment, fragments.environment, fragments.labels];
  const bare = windows || from === 'scratch' || from.startsWith('gcr.io/distroless');
  const busy = [
    fragments.download,
    fragments.misstep,
    fragments.heredoc,
    ...(from.includes('alpine') ? [fragments.apkAdd] : [fragments.aptInstall, fragments.officialRun]),
  ];
  const make = bare || random.chance(0.6) ? random.pick(quiet) : random.pick(busy);
  blocks.splice(random.integer(0, Math.max(0, blocks.length - 1)), 0, make(random));
}

interface Style {
  readonly builder: string;
  /** Without blank lines between instructions. */
  readonly compact: boolean;
  /** With a lower-case `as`. */
  readonly lower?: boolean;
  readonly escape: string | undefined;
}

function text(stages: readonly StagePlan[], { builder, compact, lower, escape }: Style): string {
  const parts = stages.map(({ from, blocks }, index) => {
    const name = index < stages.length - 1 ? ` ${lower ? 'as' : 'AS'} ${builder}` : '';
    return [`FROM ${from}${name}`, ...blocks].join(compact ? '\n' : '\n\n');
  });
  const whole = `${parts.join('\n\n')}\n`;
  const escaped = escape === undefined ? whole : whole.replaceAll(' \\\n', ` ${escape}\n`);
  return '# A service of the shop.\n'.repeat(Math.max(0, SHORTEST - lineCount(escaped))) + escaped;
}

function header(random: Random, escape?: string): string {
  const lines: string[] = [];
  if (random.chance(0.25)) lines.push(`# syntax=docker/dockerfile:${random.pick(['1', '1.7', '1.4'])}`);
  if (escape !== undefined) lines.push(`# escape=${escape}`);
  if (random.chance(0.2))
    lines.push('', '# Copyright 2026 Example Ltd', '# SPDX-License-Identifier: Apache-2.0', '');
  if (random.chance(0.15)) lines.push('ARG REGISTRY=registry.example.com', 'ARG VERSION=1.0.0', '');
  return lines.map((line) => `${line}\n`).join('');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, count, seed] = process.argv.slice(2);
  if (!folder) throw new Error('usage: node bench/corpus.ts FOLDER [COUNT] [SEED]');
  const files = corpus(Number(count ?? 1000), Number(seed ?? 2026));
  writeCorpus(folder, files);
  const lines = files.map((file) => lineCount(file.text)).sort((a, b) => a - b);
  const at = (share: number) => lines[Math.floor((lines.length - 1) * share)];
  console.log(`${files.length} files; lines: least ${at(0)}, median ${at(0.5)}, most ${at(1)}`);
}
