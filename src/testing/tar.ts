/** A file of a layer that tests make. A text is a regular file with that content. */
export type FileSpec =
  | string
  | Uint8Array
  | {
      readonly content?: string | Uint8Array;
      readonly mode?: number;
      readonly uid?: number;
      readonly gid?: number;
      readonly mtime?: number;
      /** The text of a symbolic link. */
      readonly link?: string;
      /** The path of another name of the file. */
      readonly hardlink?: string;
      readonly kind?: 'file' | 'directory' | 'character' | 'block' | 'fifo';
      /** Extended attributes, by name: `security.capability`. */
      readonly attributes?: Readonly<Record<string, Uint8Array>>;
    };

/** Files by their path, in order. A path that ends with `/` is a directory, `null` a whiteout. */
export type LayerSpec = Readonly<Record<string, FileSpec | null>>;

/** A layer as a tar archive: ustar, with pax headers where names or attributes ask for them. */
export function layerTar(files: LayerSpec): Buffer {
  const blocks: Buffer[] = [];
  for (const [path, spec] of Object.entries(files)) blocks.push(...entryBlocks(path, spec));
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function entryBlocks(path: string, spec: FileSpec | null): Buffer[] {
  if (spec === null) {
    const slash = path.lastIndexOf('/') + 1;
    return entryBlocks(`${path.slice(0, slash)}.wh.${path.slice(slash)}`, '');
  }
  const full = typeof spec === 'string' || spec instanceof Uint8Array ? { content: spec } : spec;
  const content = Buffer.from(full.content ?? '');
  const type = typeOf(path, full);
  const name = path.replace(/^\//, '');
  const link = full.link ?? full.hardlink?.replace(/^\//, '');
  const records: [string, Uint8Array][] = Object.entries(full.attributes ?? {}).map(([key, value]) => [
    `SCHILY.xattr.${key}`,
    value,
  ]);
  if (Buffer.byteLength(name) > 100) records.push(['path', Buffer.from(name)]);
  if (link !== undefined && Buffer.byteLength(link) > 100) records.push(['linkpath', Buffer.from(link)]);
  const head = tarHeader({
    name,
    type,
    size: type === '0' ? content.length : 0,
    mode: full.mode ?? (type === '5' ? 0o755 : 0o644),
    uid: full.uid ?? 0,
    gid: full.gid ?? 0,
    mtime: full.mtime ?? 1_700_000_000,
    ...(link === undefined ? {} : { link }),
  });
  const body = type === '0' ? [padded(content)] : [];
  return records.length === 0 ? [head, ...body] : [...paxBlocks(records), head, ...body];
}

type FullSpec = Exclude<FileSpec, string | Uint8Array>;

function typeOf(path: string, { link, hardlink, kind }: FullSpec): string {
  if (hardlink !== undefined) return '1';
  if (link !== undefined) return '2';
  if (kind === 'character') return '3';
  if (kind === 'block') return '4';
  if (kind === 'fifo') return '6';
  return kind === 'directory' || path.endsWith('/') ? '5' : '0';
}

export interface HeaderSpec {
  readonly name: string;
  /** One character. */
  readonly type: string;
  readonly size: number;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  readonly link?: string;
}

/** One header block, with its checksum. */
export function tarHeader({
  name,
  type,
  size,
  mode = 0o644,
  uid = 0,
  gid = 0,
  mtime = 0,
  link = '',
}: HeaderSpec): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, at: number, length: number): void => {
    block.write(
      `${Math.floor(value)
        .toString(8)
        .padStart(length - 1, '0')}\0`,
      at,
      'latin1',
    );
  };
  Buffer.from(name).copy(block, 0, 0, 100);
  octal(mode, 100, 8);
  octal(uid, 108, 8);
  octal(gid, 116, 8);
  octal(size, 124, 12);
  octal(mtime, 136, 12);
  block.write(type, 156, 'latin1');
  Buffer.from(link).copy(block, 157, 0, 100);
  block.write('ustar\x0000', 257, 'latin1');
  return withChecksum(block);
}

/** Puts the checksum into a header. */
export function withChecksum(block: Buffer): Buffer {
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** Content with zeros up to the end of its block. */
export const padded = (content: Uint8Array): Buffer =>
  Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);

/** An extended header with its records. */
export function paxBlocks(records: readonly (readonly [string, Uint8Array | string])[]): Buffer[] {
  const body = Buffer.concat(records.map(([key, value]) => paxRecord(key, Buffer.from(value))));
  return [tarHeader({ name: 'PaxHeaders/x', type: 'x', size: body.length }), padded(body)];
}

function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
