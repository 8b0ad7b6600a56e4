/** A kind of file that holds credentials. */
export interface SecretFile {
  readonly id: string;
  /** For people: “credentials of AWS”. */
  readonly title: string;
  /** Finds them; with a group `value`, and `name` where that has to say that it is a secret. */
  readonly pattern: RegExp;
  /** `file`: whatever stands there is a secret; `name`: it has to be told by its name. */
  readonly by: 'file' | 'name';
}

type Row = readonly [path: RegExp, id: string, title: string, pattern: RegExp];

/** Files by their place in somebody's home, and what is secret in them, by the documentation of the programs that write them. */
const rows: readonly Row[] = [
  [
    /\/\.aws\/(?:credentials|config)$/,
    'aws-credentials',
    'credentials of AWS',
    /^[ \t]*aws_(?:secret_access_key|session_token)[ \t]*=[ \t]*(?<value>\S{16,})/gim,
  ],
  [
    /\/\.(?:docker\/config\.json|dockercfg|dockerconfigjson)$/,
    'docker-credentials',
    'a password for a container registry',
    /"(?:auth|identitytoken|registrytoken)"[ \t]*:[ \t]*"(?<value>[^"]{8,})"/g,
  ],
  [
    /\/containers\/auth\.json$/,
    'docker-credentials',
    'a password for a container registry',
    /"auth"[ \t]*:[ \t]*"(?<value>[^"]{8,})"/g,
  ],
  [
    /\/\.npmrc$/,
    'npm-credentials',
    'a token for an npm registry',
    /(?:_authToken|_auth|_password)[ \t]*=[ \t]*(?<value>[^\s$"][^\s"]{7,})/g,
  ],
  [
    /\/\.yarnrc(?:\.yml)?$/,
    'npm-credentials',
    'a token for an npm registry',
    /npmAuth(?:Token|Ident):[ \t]*["']?(?<value>[^\s$"']{8,})/g,
  ],
  [
    /\/\.pypirc$/,
    'pypi-credentials',
    'a password for a Python index',
    /^[ \t]*password[ \t]*[=:][ \t]*(?<value>[^\s$]\S{3,})/gim,
  ],
  [
    /\/pip(?:\.conf|\/pip\.conf)$/,
    'pip-credentials',
    'a password for a Python index',
    /:\/\/[^\s:@/]*:(?<value>[^\s@/$]{3,})@/g,
  ],
  [/\/[._]netrc$/, 'netrc', 'a password for a host', /\bpassword[ \t]+(?<value>[^\s$]\S{3,})/g],
  [
    /\/\.git-credentials$/,
    'git-credentials',
    'a password for a git server',
    /:\/\/[^\s:@/]*:(?<value>[^\s@/]{3,})@/g,
  ],
  [
    /\/\.gitconfig$|\/\.git\/config$/,
    'git-credentials',
    'a password for a git server',
    /:\/\/[^\s:@/]*:(?<value>[^\s@/$]{3,})@/g,
  ],
  [
    /\/\.pgpass$/,
    'pgpass',
    'a password of PostgreSQL',
    /^[^\s:#]+:[^:\n]*:[^:\n]*:[^:\n]*:(?<value>\S{3,})$/gm,
  ],
  [
    /\/\.my\.cnf$/,
    'mysql-credentials',
    'a password of MySQL',
    /^[ \t]*password[ \t]*=[ \t]*["']?(?<value>[^\s"']{3,})/gim,
  ],
  [
    /\/\.kube\/config$|\/kubeconfig$|\/admin\.conf$/,
    'kube-credentials',
    'credentials of a Kubernetes cluster',
    /^[ \t-]*(?:token|client-key-data|password):[ \t]*["']?(?<value>[^\s"']{8,})/gm,
  ],
  [
    /\/(?:application_default_credentials|legacy_credentials\/.*\/adc)\.json$/,
    'gcloud-credentials',
    'credentials of Google Cloud',
    /"(?:refresh_token|private_key|client_secret)"[ \t]*:[ \t]*"(?<value>[^"]{8,})"/g,
  ],
  [
    /\/\.azure\/(?:accessTokens|msal_token_cache|service_principal_entries)\.json$/,
    'azure-credentials',
    'credentials of Azure',
    /"(?:accessToken|refreshToken|secret|client_secret)"[ \t]*:[ \t]*"(?<value>[^"]{8,})"/g,
  ],
  [/\/\.vault-token$/, 'vault-credentials', 'a token of Vault', /^(?<value>\S{10,})$/gm],
  [
    /\/(?:\.terraformrc|\.terraform\.d\/credentials\.tfrc\.json)$/,
    'terraform-credentials',
    'a token of Terraform',
    /\btoken"?[ \t]*[=:][ \t]*"(?<value>[^"]{8,})"/g,
  ],
  [
    /\/terraform\.tfstate(?:\.backup)?$/,
    'terraform-state',
    'a secret in Terraform’s state',
    /"(?<name>\w*(?:password|secret|token|private_key)\w*)"[ \t]*:[ \t]*"(?<value>[^"]{6,})"/gi,
  ],
  [
    /\/\.config\/(?:gh\/hosts\.yml|hub)$/,
    'github-credentials',
    'a token for GitHub',
    /oauth_token:[ \t]*(?<value>\S{8,})/g,
  ],
  [
    /\/\.m2\/settings\.xml$/,
    'maven-credentials',
    'a password for a Maven repository',
    /<(?:password|passphrase)>(?<value>[^<$]{3,})<\//g,
  ],
  [/\/\.gem\/credentials$/, 'gem-credentials', 'a key for RubyGems', /^:?\w+:[ \t]*(?<value>\S{8,})/gm],
  [
    /\/\.cargo\/credentials(?:\.toml)?$/,
    'cargo-credentials',
    'a token for a crates registry',
    /^[ \t]*token[ \t]*=[ \t]*["'](?<value>[^"']{8,})/gm,
  ],
  [
    /\/\.composer\/auth\.json$|\/auth\.json$/,
    'composer-credentials',
    'a password for a Composer repository',
    /"(?:password|token|github\.com|bearer)"[ \t]*:[ \t]*"(?<value>[^"]{8,})"/g,
  ],
  [
    /\/\.nuget\/.*NuGet\.Config$/i,
    'nuget-credentials',
    'a password for a NuGet source',
    /key="(?:Clear)?TextPassword"[ \t]+value="(?<value>[^"]{3,})"/gi,
  ],
  [
    /\/rclone\.conf$/,
    'rclone-credentials',
    'credentials of rclone',
    /^(?:pass|secret_access_key|token|client_secret)[ \t]*=[ \t]*(?<value>\S{6,})/gm,
  ],
  [
    /\/\.s3cfg$|\/\.boto$/,
    's3-credentials',
    'credentials of an object store',
    /^[ \t]*(?:secret_key|aws_secret_access_key|gs_secret_access_key)[ \t]*=[ \t]*(?<value>\S{8,})/gm,
  ],
  [/\/\.htpasswd$/, 'htpasswd', 'a password’s hash', /^[^\s:#]+:(?<value>\$\S{10,}|\{SHA\}\S{10,})$/gm],
  [
    /\/\.(?:bash|zsh|sh|psql|mysql|python|node_repl)_history$/,
    'shell-history',
    'a password in a history of commands',
    /(?<name>\b[A-Za-z_]*(?:PASSWORD|TOKEN|SECRET|password|token|secret))[ =](?<value>[^\s$'"]{6,})/g,
  ],
];

/** Settings of programs, by the name of the file. */
const SETTINGS =
  /\/(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|(?:application|bootstrap|database|secrets?|credentials?|settings|config|appsettings)(?:[.-][\w.-]+)?\.(?:ya?ml|json|properties|toml|ini|conf|cfg)|wp-config\.php)$/;
/** Of programs that came as packages, where a name says nothing of a value. */
const PACKAGED = /\/(?:node_modules|site-packages|dist-packages|vendor|gems)\/|^\/usr\/(?:lib|share)\//;

const settings: SecretFile = {
  id: 'setting',
  title: 'a setting with a secret’s name',
  pattern:
    /(?<![\w.-])["']?(?<name>[A-Za-z_][\w.-]{2,60})["']?[ \t]*(?:[:=]|=>)[ \t]*["']?(?<value>[^\s"'#,;{}[\]$<][^\s"',;]{5,199})/g,
  by: 'name',
};

/** What of a file is secret for the file that it is; undefined for all others. */
export function fileKindOf(path: string): SecretFile | undefined {
  const row = rows.find(([place]) => place.test(path));
  if (row) {
    const [, id, title, pattern] = row;
    return { id, title, pattern, by: pattern.source.includes('(?<name>') ? 'name' : 'file' };
  }
  return SETTINGS.test(path) && !PACKAGED.test(path) && !/\.(?:example|sample|dist|template)$/.test(path)
    ? settings
    : undefined;
}
