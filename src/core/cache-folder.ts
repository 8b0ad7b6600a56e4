type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The one folder that everything kept between runs lies in: `PLIMSOLL_CACHE_DIR`, else `plimsoll` in the cache folder that
 * the system has for a user (XDG Base Directory Specification; on Windows `LOCALAPPDATA`).
 */
export function cacheFolder({ PLIMSOLL_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA, HOME }: Environment): string {
  return PLIMSOLL_CACHE_DIR || `${XDG_CACHE_HOME || LOCALAPPDATA || `${HOME || '/tmp'}/.cache`}/plimsoll`;
}
