import { performance } from 'node:perf_hooks';
import { parse } from '../src/dockerfile/parse.ts';
import { corpus } from './corpus.ts';

/** Prints how fast Dockerfiles are read: `node bench/parse.ts [rounds]`. */
const rounds = Number(process.argv[2] ?? 20);
const texts = corpus().map(({ text }) => text);
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

const times: number[] = [];
let instructions = 0;
for (let round = 0; round < rounds; round++) {
  const began = performance.now();
  instructions = 0;
  for (const text of texts) instructions += parse(text).instructions.length;
  times.push(performance.now() - began);
}
const report = (name: string, ms: number) =>
  console.log(
    `${name.padEnd(8)} ${ms.toFixed(1)} ms for ${texts.length} files, ${instructions} instructions: ${(bytes / 1000 / ms).toFixed(1)} MB/s`,
  );
report('first', times[0]!);
report('best', Math.min(...times));
