/**
 * Whether a user, as USER or `runAsUser` writes it (`name`, `uid`, each with `:group` behind), is the administrator:
 * root by name or by number (runtimes read the number as Go's Atoi does, so `+0` and `00` are 0), nobody written at
 * all, or ContainerAdministrator on Windows.
 */
export function isRootUser(text: string): boolean {
  const colon = text.indexOf(':');
  const user = colon === -1 ? text : text.slice(0, colon);
  if (user === '' || user === 'root' || /^[+-]?0+$/.test(user)) return true;
  return user.toLowerCase() === 'containeradministrator';
}
