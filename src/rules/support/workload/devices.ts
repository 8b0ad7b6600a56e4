/**
 * Why a device of the host gives the host away; undefined for one that gives a container its work and no more: a graphics
 * card, sound, a serial line, `/dev/net/tun`, `/dev/fuse`, `/dev/kvm`.
 */
export function graveDevice(path: string): string | undefined {
  if (!/^\/+dev(?:\/|$)/.test(path)) return undefined;
  const name = path
    .replace(/\/+/g, '/')
    .replace(/^\/dev\/?/, '')
    .replace(/\/$/, '');
  return KINDS.find(([pattern]) => pattern.test(name))?.[1];
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'that is every device of the host'],
  [/^(?:mem|kmem|port|kcore)$/, 'it is the memory of the host'],
  [
    /^(?:(?:[shv]d|xvd)[a-z]+\d*|nvme\d+(?:n\d+)?(?:p\d+)?|mmcblk\d+(?:p\d+)?|md\d+|dm-\d+|mapper\/.+|disk\/.+)$/,
    'whoever reads it reads every file on it, and whoever writes it changes them',
  ],
  [/^(?:loop\d*|loop-control)$/, 'what is mounted through it can be any file system'],
];
