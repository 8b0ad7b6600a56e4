/**
 * What kind of credentials a file holds; undefined for none that is known. Settings of npm and Yarn belong to most
 * projects, and only with a token in them are they secret: the text decides where it is at hand. Where it is not, Yarn's
 * are taken for settings, and npm's, which a registry's token is usually written to while building, for credentials.
 */
export function credentialsIn(path: string, read: (path: string) => string | undefined): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name !== '.npmrc' && name !== '.yarnrc.yml') return secretFile(path);
  const text = read(path.replace(/^\.?\//, ''));
  if (text === undefined) return name === '.npmrc' ? secretFile(path) : undefined;
  return holdsToken(text) ? secretFile(path) : undefined;
}

/** What kind of credentials a file holds, told by its name; undefined for none that is known. */
export function secretFile(path: string): string | undefined {
  // The same few paths are asked for in file after file.
  if (!known.has(path)) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(path, kindOf(path));
  }
  return known.get(path);
}

/** Whether settings of npm or Yarn hold a token, and not just the name of a variable that does. */
const holdsToken = (text: string): boolean =>
  /(?:_auth|_password|authToken|npmAuthIdent)\w*["']?\s*[=:]\s*["']?(?![\s"']|\$\{?\w)/i.test(text);

const known = new Map<string, string | undefined>();
const MOST_KNOWN = 1000;

function kindOf(path: string): string | undefined {
  const clean = path.replace(/\/+$/, '').toLowerCase();
  const name = clean.slice(clean.lastIndexOf('/') + 1);
  if (/\.(?:pub|example|sample|template|dist|tpl|md)$/.test(name)) return undefined;
  for (const [pattern, kind] of byPath) if (pattern.test(clean)) return kind;
  for (const [pattern, kind] of byName) if (pattern.test(name)) return kind;
  return undefined;
}

const byPath: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)\.ssh(?:\/(?:id_[^/]*|identity))?$/, 'SSH keys'],
  [/(?:^|\/)\.aws(?:\/(?:credentials|config))?$/, 'AWS credentials'],
  [/(?:^|\/)\.azure$/, 'Azure credentials'],
  [/(?:^|\/)\.config\/gcloud(?:\/|$)/, 'Google Cloud credentials'],
  [/(?:^|\/)\.kube(?:\/config)?$/, 'Kubernetes credentials'],
  [/(?:^|\/)\.docker\/config\.json$/, 'registry credentials'],
  [/(?:^|\/)\.gnupg(?:\/|$)/, 'GnuPG keys'],
  [/(?:^|\/)\.cargo\/credentials(?:\.toml)?$/, 'Cargo credentials'],
  [/(?:^|\/)\.gem\/credentials$/, 'RubyGems credentials'],
  [/(?:^|\/)\.m2\/settings\.xml$/, 'Maven credentials'],
];

const byName: readonly (readonly [RegExp, string])[] = [
  [/^id_(?:rsa|dsa|ecdsa|ed25519)$/, 'an SSH key'],
  [/^\.env(?:\.(?:local|prod|production|staging|secret|secrets))?$/, 'environment secrets'],
  [/^\.(?:npmrc|yarnrc\.yml)$/, 'npm credentials'],
  [/^\.(?:netrc|pgpass|my\.cnf|htpasswd|pypirc|git-credentials|dockercfg|s3cfg|boto)$/, 'credentials'],
  [/^_netrc$/, 'credentials'],
  [/^kubeconfig$/, 'Kubernetes credentials'],
  [
    /^(?:service[-_]account|gcp[-_]key|gcloud[-_]key|application_default_credentials).*\.json$/,
    'Google Cloud credentials',
  ],
  [/^(?:credentials|secrets?)(?:\.(?:json|ya?ml|toml|ini|env|txt))?$/, 'credentials'],
  [/\.(?:p12|pfx|jks|keystore|ppk|kdbx|ovpn)$/, 'a key store'],
  [/\.key$/, 'a private key'],
  [/^terraform\.tfstate(?:\.backup)?$/, 'Terraform state'],
  [/\.tfvars$/, 'Terraform variables'],
];
