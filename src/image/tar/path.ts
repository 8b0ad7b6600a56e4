const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * The path of an entry as it lies in the image: without leading slash, `.` and empty parts. `..` goes no further up than the
 * root, as in a chroot, which is where runtimes unpack.
 * @returns the bytes themselves where nothing is to be done, which is nearly always
 */
export function normalPath(path: Uint8Array): { readonly path: Uint8Array; readonly climbs: boolean } {
  let start = 0;
  while (path[start] === DOT && path[start + 1] === SLASH) start += 2;
  let end = path.length;
  while (end > start && path[end - 1] === SLASH) end--;
  if (isTidy(path, start, end)) return { path: path.subarray(start, end), climbs: false };
  return tidied(path.subarray(start, end));
}

/** Whether no part is empty, `.` or `..`. */
function isTidy(path: Uint8Array, start: number, end: number): boolean {
  let begins = true;
  for (let index = start; index < end; index++) {
    const byte = path[index];
    if (!begins) begins = byte === SLASH;
    else if (byte === SLASH) return false;
    else {
      if (byte === DOT && isDots(path, index, end)) return false;
      begins = false;
    }
  }
  return true;
}

/** Whether the part that begins here is `.` or `..`. */
function isDots(path: Uint8Array, at: number, end: number): boolean {
  const next = path[at + 1] === DOT && at + 1 < end ? at + 2 : at + 1;
  return next >= end || path[next] === SLASH;
}

function tidied(path: Uint8Array): { readonly path: Uint8Array; readonly climbs: boolean } {
  const parts: Uint8Array[] = [];
  let climbs = false;
  for (let at = 0; at <= path.length; ) {
    const slash = path.indexOf(SLASH, at);
    const end = slash === -1 ? path.length : slash;
    const part = path.subarray(at, end);
    if (part.length === 2 && part[0] === DOT && part[1] === DOT) {
      climbs ||= parts.pop() === undefined;
    } else if (part.length > 1 || (part.length === 1 && part[0] !== DOT)) parts.push(part);
    at = end + 1;
  }
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, 0));
  let used = 0;
  for (const part of parts) {
    if (used > 0) joined[used++] = SLASH;
    joined.set(part, used);
    used += part.length;
  }
  return { path: joined.subarray(0, used), climbs };
}
