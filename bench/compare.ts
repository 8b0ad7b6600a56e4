import { parse } from '../src/dockerfile/parse.ts';
import type { Opinion, Said } from './oracles.ts';

/** How often each side has an id, and where only one has it. */
export interface Tally {
  /** Findings on the same instruction. */
  both: number;
  /** Findings of both in one file, on different instructions. */
  moved: number;
  readonly onlyPeer: string[];
  readonly onlyUs: string[];
}

/** Counts, by id, where two opinions on the same files agree and where they do not. */
export class Comparison {
  readonly tallies = new Map<string, Tally>();

  /** @param texts the files by path; those that the peer could not read are left out */
  add(ours: readonly Said[], peer: Opinion, texts: ReadonlyMap<string, SourceText>): void {
    const read = ({ path }: Said) => !peer.unread.has(path);
    const mine = grouped(ours.filter(read), texts);
    const theirs = grouped(peer.said.filter(read), texts);
    for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
      const [id, path] = key.split('\t') as [string, string];
      const none = new Set<number>();
      this.#count(id, texts.get(path)!, mine.get(key) ?? none, theirs.get(key) ?? none);
    }
  }

  #count(id: string, text: SourceText, mine: ReadonlySet<number>, theirs: ReadonlySet<number>): void {
    const tally = this.tallies.get(id) ?? { both: 0, moved: 0, onlyPeer: [], onlyUs: [] };
    this.tallies.set(id, tally);
    if (theirs.has(0) && mine.size > 0) {
      tally.both++;
      return;
    }
    const onlyMine = [...mine].filter((line) => !theirs.has(line));
    const onlyTheirs = [...theirs].filter((line) => !mine.has(line));
    const moved = Math.min(onlyMine.length, onlyTheirs.length);
    tally.both += mine.size - onlyMine.length;
    tally.moved += moved;
    tally.onlyUs.push(...onlyMine.slice(moved).map((line) => text.show(line)));
    tally.onlyPeer.push(...onlyTheirs.slice(moved).map((line) => text.show(line)));
  }
}

/** First lines of instructions by id and path; 0 is a finding without a line. */
function grouped(
  said: readonly Said[],
  texts: ReadonlyMap<string, SourceText>,
): ReadonlyMap<string, ReadonlySet<number>> {
  const groups = new Map<string, Set<number>>();
  for (const { id, path, line } of said) {
    const text = texts.get(path);
    if (!text) continue;
    const key = `${id}\t${path}`;
    const lines = groups.get(key) ?? new Set<number>();
    groups.set(key, lines.add(line === 0 ? 0 : text.instructionAt(line)));
  }
  return groups;
}

/** A file, to find instructions in and to show. */
export class SourceText {
  readonly #path: string;
  readonly #text: string;
  #starts: readonly number[] | undefined;

  constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  /** The first line of the instruction that a line belongs to. */
  instructionAt(line: number): number {
    if (!this.#starts) {
      const { source, instructions } = parse(this.#text);
      this.#starts = instructions.map(({ span }) => source.lineOf(span.start));
    }
    return this.#starts.findLast((start) => start <= line) ?? line;
  }

  /** Path, line and text on one line; the whole text where it is short. */
  show(line: number): string {
    const lines = this.#text.trimEnd().split('\n');
    const shown = lines.length <= 6 ? lines : lines.slice(Math.max(0, line - 1), line + 2);
    return `${this.#path}:${line || '-'}  ${shown.join(' ⏎ ').slice(0, 160)}`;
  }
}
