/** Bytes for people, in the units that images are told in: `12 kB`, `3.4 MB`. */
export function shownSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${['', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

const POWERS = ['', 'k', 'M', 'G', 'T'];

/** A size as people write it, in bytes: `150MB`, `64 MiB`; a number is bytes already. */
export function bytesOf(size: number | string): number {
  if (typeof size === 'number') return size;
  const [, number = '0', power = '', binary] = /^([\d.]+) ?([kMGT]?)(i?)B$/.exec(size) ?? [];
  return Number(number) * (binary ? 1024 : 1000) ** POWERS.indexOf(power);
}
