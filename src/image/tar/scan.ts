import { PlimsollError } from '../../core/errors.ts';
import { type EntryHead, KIND, type Kind } from '../entries.ts';
import type { Limits } from '../limits.ts';
import { BLOCK, isHeader, isZero, numberAt, TYPE, textEnd } from './header.ts';
import { normalPath } from './path.ts';
import { extendedAttribute, type PaxRecords, paxNumber, paxRecords } from './pax.ts';
import { gnuParts, MOST_PARTS, paxSparse, type SparseMap } from './sparse.ts';

/** An entry as its headers have it. Bytes are valid until the handler returns. */
export interface TarEntry {
  /** Normalised: `usr/bin/env`. */
  readonly path: Uint8Array;
  /** Its written path leads out of the archive by `..`. */
  readonly climbs: boolean;
  readonly link?: Uint8Array;
  readonly head: EntryHead;
  /** How many bytes of content follow. */
  readonly stored: number;
  /** The content is that of a sparse file. `map` is absent where it stands before the data. */
  readonly sparse?: { readonly map?: SparseMap };
  readonly capabilities?: Uint8Array;
}

/** Takes what a scanner finds, in the order of the archive. */
export interface TarHandler {
  /** @returns whether its content is wanted */
  onEntry(entry: TarEntry): boolean;
  /** @returns whether more of the content is wanted */
  onData(part: Uint8Array): boolean;
  /** The content that was wanted is whole. */
  onContentEnd(): void;
}

type State = 'header' | 'meta' | 'sparse' | 'body' | 'pad' | 'zero' | 'done';

/**
 * Reads a tar archive that comes in parts: headers where they lie, content handed on without a copy. Linear in what it is
 * given; holds no more than one header and its extensions.
 */
export class TarScanner {
  readonly #handler: TarHandler;
  readonly #limits: Limits;
  #state: State = 'header';
  /** Bytes of the archive before the part that is being read. */
  #offset = 0;
  /** A block that came in pieces. */
  readonly #block = new Uint8Array(BLOCK);
  #blockUsed = 0;
  /** Bytes of content, or of an extended header, that are still to come; then those of the padding. */
  #left = 0;
  #padding = 0;
  #isWanted = false;
  #metaType = 0;
  #meta: Uint8Array[] = [];
  #pax: PaxRecords | undefined;
  #longName: Uint8Array | undefined;
  #longLink: Uint8Array | undefined;
  /** An old GNU sparse header whose map goes on in blocks of its own. */
  #sparseHeader: { readonly block: Uint8Array; readonly map: number[] } | undefined;

  constructor(handler: TarHandler, limits: Limits) {
    this.#handler = handler;
    this.#limits = limits;
  }

  /** How many of the next bytes are of no interest: who can seek may leave them out and say so by `skipped`. */
  get skippable(): number {
    if (this.#state === 'done') return Number.POSITIVE_INFINITY;
    if (this.#state === 'pad') return this.#padding;
    return this.#state === 'body' && !this.#isWanted ? this.#left + this.#padding : 0;
  }

  /** The end of the archive was read; what follows is padding. */
  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Bytes were left out that are skippable. */
  skipped(count: number): void {
    this.#offset += count;
    if (this.#state === 'done') return;
    const ofBody = this.#state === 'body' ? Math.min(count, this.#left) : 0;
    this.#left -= ofBody;
    this.#padding -= count - ofBody;
    if (this.#left === 0) this.#state = this.#padding === 0 ? 'header' : 'pad';
  }

  /** @throws PlimsollError `malformed` */
  push(part: Uint8Array): void {
    let at = 0;
    while (at < part.length && this.#state !== 'done') {
      switch (this.#state) {
        case 'body':
          at = this.#body(part, at);
          break;
        case 'pad':
          at = this.#pad(part, at);
          break;
        case 'meta':
          at = this.#metaPart(part, at);
          break;
        default:
          at = this.#blockPart(part, at);
      }
    }
    this.#offset += part.length;
  }

  /** The archive is over. @throws PlimsollError `malformed` where it ends within an entry */
  end(): void {
    if (this.#state === 'done' || this.#state === 'zero') return;
    const isBetween = this.#state === 'header' && this.#blockUsed === 0 && !this.#pax && !this.#longName;
    // Some writers leave the padding of the last file away.
    if (!isBetween && this.#state !== 'pad') throw this.#malformed('it ends within an entry', 0);
  }

  #blockPart(part: Uint8Array, at: number): number {
    if (this.#blockUsed === 0 && part.length - at >= BLOCK) {
      this.#readBlock(part, at, at);
      return at + BLOCK;
    }
    const count = Math.min(BLOCK - this.#blockUsed, part.length - at);
    this.#block.set(part.subarray(at, at + count), this.#blockUsed);
    this.#blockUsed += count;
    if (this.#blockUsed === BLOCK) {
      this.#blockUsed = 0;
      this.#readBlock(this.#block, 0, at + count - BLOCK);
    }
    return at + count;
  }

  /** @param place where the block begins, counted from the part that is being read */
  #readBlock(bytes: Uint8Array, at: number, place: number): void {
    if (this.#state === 'sparse') {
      this.#sparseBlock(bytes, at, place);
      return;
    }
    // A header's name begins with something.
    if (bytes[at] === 0 && isZero(bytes, at)) {
      this.#state = this.#state === 'zero' ? 'done' : 'zero';
      return;
    }
    if (this.#state === 'zero') throw this.#malformed('an entry follows behind its end', place);
    if (!isHeader(bytes, at)) throw this.#malformed('what should be a header is none', place);
    this.#header(bytes, at, place);
  }

  #header(bytes: Uint8Array, at: number, place: number): void {
    const size = numberAt(bytes, at + 124, 12);
    if (size === undefined || size < 0) throw this.#malformed('an entry’s size cannot be', place);
    const type = bytes[at + 156]!;
    if (
      type === TYPE.pax ||
      type === TYPE.paxGlobal ||
      type === TYPE.gnuLongName ||
      type === TYPE.gnuLongLink
    ) {
      if (size > this.#limits.extendedHeader)
        throw this.#malformed(`an extended header of ${size} bytes, more than are read of one`, place);
      this.#metaType = type;
      this.#meta = [];
      this.#content(size, 'meta');
      if (size === 0) this.#metaEnd(place);
      return;
    }
    if (type === TYPE.gnuSparse) {
      const map = gnuParts(bytes, at + 386, 4);
      if (!map) throw this.#malformed('a sparse file’s map cannot be', place);
      if (bytes[at + 482]) {
        this.#sparseHeader = { block: bytes.slice(at, at + BLOCK), map };
        this.#state = 'sparse';
        return;
      }
      this.#entry(bytes, at, type, size, place, map);
      return;
    }
    this.#entry(bytes, at, type, size, place);
  }

  #sparseBlock(bytes: Uint8Array, at: number, place: number): void {
    const { block, map } = this.#sparseHeader!;
    const more = gnuParts(bytes, at, 21);
    if (!more || map.length / 2 > MOST_PARTS) throw this.#malformed('a sparse file’s map cannot be', place);
    map.push(...more);
    if (bytes[at + 504]) return;
    this.#sparseHeader = undefined;
    this.#state = 'header';
    this.#entry(block, 0, TYPE.gnuSparse, numberAt(block, 124, 12)!, place, map);
  }

  #entry(bytes: Uint8Array, at: number, type: number, size: number, place: number, gnuMap?: SparseMap): void {
    const pax = this.#pax;
    const sparse = pax && paxSparse(pax);
    const stored = Math.floor(paxNumber(pax?.get('size')) ?? size);
    if (stored < 0 || stored > this.#limits.layerBytes)
      throw this.#malformed('an entry’s size cannot be', place);
    const written = sparse?.name ?? pax?.get('path') ?? this.#longName ?? nameOf(bytes, at);
    if (written.length > this.#limits.pathBytes)
      throw this.#malformed(`a name of ${written.length} bytes, more than Linux takes`, place);
    const kind = kindOf(type, written);
    const realSize = gnuMap ? (numberAt(bytes, at + 483, 12) ?? stored) : (sparse?.realSize ?? stored);
    if (!Number.isSafeInteger(realSize) || realSize < 0)
      throw this.#malformed('a sparse file’s size cannot be', place);
    const hasContent = kind === KIND.file;
    const { path, climbs } = normalPath(written);
    const link = linkBytes(kind, pax?.get('linkpath') ?? this.#longLink, bytes, at);
    if (link && link.length > this.#limits.pathBytes)
      throw this.#malformed(`a link text of ${link.length} bytes, more than Linux takes`, place);
    const capabilities = pax && extendedAttribute(pax, 'security.capability');
    const map = gnuMap ?? sparse?.map;
    this.#pax = undefined;
    this.#longName = undefined;
    this.#longLink = undefined;
    this.#content(hasContent ? stored : 0, 'body');
    // A type that nobody knows has its content skipped, and is no file.
    if (kind === undefined) {
      this.#content(stored, 'body');
      this.#isWanted = false;
      return;
    }
    this.#isWanted = this.#handler.onEntry({
      path,
      climbs,
      ...(link ? { link } : {}),
      head: {
        kind,
        mode: numberAt(bytes, at + 100, 8) ?? 0,
        uid: paxNumber(pax?.get('uid')) ?? numberAt(bytes, at + 108, 8) ?? 0,
        gid: paxNumber(pax?.get('gid')) ?? numberAt(bytes, at + 116, 8) ?? 0,
        size: hasContent ? realSize : 0,
        mtime: paxNumber(pax?.get('mtime')) ?? numberAt(bytes, at + 136, 12) ?? 0,
      },
      stored: hasContent ? stored : 0,
      ...(gnuMap || sparse ? { sparse: map ? { map } : {} } : {}),
      ...(capabilities ? { capabilities } : {}),
    });
    if (this.#isWanted && this.#left === 0) {
      this.#isWanted = false;
      this.#handler.onContentEnd();
    }
  }

  /** So many bytes of content come next. */
  #content(size: number, state: 'body' | 'meta'): void {
    this.#left = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
    this.#state = size === 0 ? 'header' : state;
  }

  #body(part: Uint8Array, at: number): number {
    const end = at + Math.min(this.#left, part.length - at);
    if (this.#isWanted) this.#isWanted = this.#handler.onData(part.subarray(at, end));
    this.#left -= end - at;
    if (this.#left > 0) return end;
    this.#state = this.#padding === 0 ? 'header' : 'pad';
    if (this.#isWanted) this.#handler.onContentEnd();
    this.#isWanted = false;
    return end;
  }

  #pad(part: Uint8Array, at: number): number {
    const count = Math.min(this.#padding, part.length - at);
    this.#padding -= count;
    if (this.#padding === 0) this.#state = 'header';
    return at + count;
  }

  #metaPart(part: Uint8Array, at: number): number {
    const end = at + Math.min(this.#left, part.length - at);
    this.#meta.push(part.slice(at, end));
    this.#left -= end - at;
    if (this.#left === 0) {
      this.#state = this.#padding === 0 ? 'header' : 'pad';
      this.#metaEnd(at);
    }
    return end;
  }

  #metaEnd(place: number): void {
    const body = this.#meta.length === 1 ? this.#meta[0]! : Buffer.concat(this.#meta);
    this.#meta = [];
    if (this.#metaType === TYPE.gnuLongName) this.#longName = body.subarray(0, textEnd(body, 0, body.length));
    else if (this.#metaType === TYPE.gnuLongLink)
      this.#longLink = body.subarray(0, textEnd(body, 0, body.length));
    else if (this.#metaType === TYPE.pax) {
      this.#pax = paxRecords(body);
      if (!this.#pax) throw this.#malformed('an extended header is malformed', place);
    }
    // What a global header says is left alone, as runtimes do.
  }

  #malformed(what: string, place: number): PlimsollError {
    return new PlimsollError(
      'malformed',
      `the tar archive is broken at byte ${this.#offset + place}: ${what}`,
    );
  }
}

/** The name of a header: in ustar with its prefix, which GNU's format has other things in place of. */
function nameOf(bytes: Uint8Array, at: number): Uint8Array {
  const name = bytes.subarray(at, textEnd(bytes, at, 100));
  // "ustar\0": GNU's is "ustar ".
  if (bytes[at + 257] !== 0x75 || bytes[at + 262] !== 0 || bytes[at + 345] === 0) return name;
  const prefix = bytes.subarray(at + 345, textEnd(bytes, at + 345, 155));
  const whole = new Uint8Array(prefix.length + 1 + name.length);
  whole.set(prefix);
  whole[prefix.length] = 0x2f;
  whole.set(name, prefix.length + 1);
  return whole;
}

/** @returns undefined for a type that nobody knows */
function kindOf(type: number, name: Uint8Array): Kind | undefined {
  switch (type) {
    case TYPE.file:
    case TYPE.oldFile:
    case TYPE.contiguous:
    case TYPE.gnuSparse:
      return name.at(-1) === 0x2f ? KIND.directory : KIND.file;
    case TYPE.hardLink:
      return KIND.hardlink;
    case TYPE.symlink:
      return KIND.symlink;
    case TYPE.character:
      return KIND.character;
    case TYPE.block:
      return KIND.block;
    case TYPE.directory:
      return KIND.directory;
    case TYPE.fifo:
      return KIND.fifo;
    default:
      return undefined;
  }
}

/** Of a symbolic link its text as it is, of a hard link the path that it is another name of. */
function linkBytes(
  kind: Kind | undefined,
  long: Uint8Array | undefined,
  bytes: Uint8Array,
  at: number,
): Uint8Array | undefined {
  if (kind !== KIND.symlink && kind !== KIND.hardlink) return undefined;
  const link = long ?? bytes.subarray(at + 157, textEnd(bytes, at + 157, 100));
  return kind === KIND.hardlink ? normalPath(link).path : link;
}
