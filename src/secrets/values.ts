import { secretName } from './names.ts';
import { findSecrets, isExample } from './patterns.ts';

/** What makes a value that stands in a manifest a secret. */
export interface SecretValue {
  /** Behind its name: “holds a GitHub token”, “has a password in its URL”, “is a secret by its name”. */
  readonly why: string;
  /** What tells it: the form of the value, a password in a URL, or nothing but its name. */
  readonly by: 'form' | 'url' | 'name';
}

/** Whether a named value is a secret, by its form or its name; undefined: it is none, or stands in for one. */
export function secretValue(name: string, text: string): SecretValue | undefined {
  const [found] = findSecrets(text);
  if (found) return { why: `holds ${found.pattern.title}`, by: 'form' };
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/.exec(text)?.[1];
  if (password !== undefined)
    return isExample(password) || /^\$/.test(password)
      ? undefined
      : { why: 'has a password in its URL', by: 'url' };
  if (!isSecretName(name) || text.length < 4 || isExample(text)) return undefined;
  // A path, a switch, a name of something that holds it.
  if (
    /^(?:\/|\.\/|\$\(|true$|false$|none$|null$)/i.test(text) ||
    /_(?:FILE|PATH|NAME|DIR|TTL|LENGTH|EXPIR\w*|KUBE_SECRET)$/.test(name)
  )
    return undefined;
  // A number is a setting, unless the name leaves no doubt.
  if (/^\d+$/.test(text) && !PASSWORD.test(name)) return undefined;
  return { why: 'is a secret by its name', by: 'name' };
}

const PASSWORD = /(?:PASSWORD|PASSWD|_PASS|_PWD)$/i;

/** Names that end in `_PASS` or `_PWD` say it as well, of a variable. */
const isSecretName = (name: string): boolean =>
  secretName(name) === 'strong' || (secretName(name) === 'weak' && PASSWORD.test(name));
