/**
 * The word that carries a credential, if one does: that of an option whose value is a password, or the option itself where
 * it holds its value (`--password=…`, `-p…`).
 */
export function credentialWord<W extends { readonly value: string }>(
  name: string,
  words: readonly W[],
): W | undefined {
  const verb = (at: number): string => words[at]?.value ?? '';
  if (
    name === 'npm' &&
    verb(1) === 'config' &&
    verb(2) === 'set' &&
    /_auth(?:Token)?\b|_password\b/i.test(verb(3))
  ) {
    return verb(3).includes('=') ? words[3] : words[4];
  }
  if (name === 'aws' && verb(1) === 'configure' && verb(2) === 'set' && /secret|token/i.test(verb(3)))
    return words[4];
  if (
    name === 'composer' &&
    verb(1) === 'config' &&
    words.some(({ value }) => /http-basic|token/.test(value))
  )
    return words.at(-1);
  if (name === 'mysql' || name === 'mysqladmin' || name === 'mysqldump') {
    return words.find(({ value }) => /^-p.+/.test(value)) ?? valueOf(words, ['--password'], []);
  }
  return valueOf(words, EVERYWHERE, Object.hasOwn(OPTIONS, name) ? OPTIONS[name]! : []);
}

function valueOf<W extends { readonly value: string }>(
  words: readonly W[],
  options: readonly string[],
  more: readonly string[],
): W | undefined {
  for (let at = 0; at < words.length; at++) {
    const { value } = words[at]!;
    if (!value.startsWith('-')) continue;
    const equals = value.startsWith('--') ? value.indexOf('=') : -1;
    const option = equals === -1 ? value : value.slice(0, equals);
    if (options.includes(option) || more.includes(option)) return words[equals === -1 ? at + 1 : at];
  }
  return undefined;
}

/** Options whose value is a password, of every program and of some. */
const EVERYWHERE = [
  '--password',
  '--passwd',
  '--token',
  '--auth-token',
  '--api-key',
  '--secret-key',
  '--client-secret',
  '--requirepass',
  '--masterauth',
];

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  curl: ['-u', '--user', '--proxy-user', '-U', '--oauth2-bearer'],
  wget: ['--http-password', '--ftp-password'],
  docker: ['-p'],
  podman: ['-p'],
  sshpass: ['-p'],
  az: ['-p'],
  helm: ['-p'],
};
