import type { Command, ShellWord } from '../../dockerfile/index.ts';
import { argumentsOf } from '../../shell/options.ts';

/** An option that switches off the protection of a transfer. */
export interface Insecure {
  /** What stands there, for people. */
  readonly what: string;
  /** The words to take out; absent where nothing mechanical repairs it. */
  readonly words: readonly ShellWord[];
  /** The text that stays of the one word. */
  readonly leaves?: string;
  readonly removable: boolean;
}

/** The options of a command by which it takes any certificate, or none. */
export function insecureOptions(command: Command): Insecure[] {
  const { name, words } = command;
  const finder = Object.hasOwn(finders, name) ? finders[name]! : undefined;
  const own = finder ? finder(words) : [];
  return own.length > 0 ? own : general(words);
}

type Finder = (words: readonly ShellWord[]) => Insecure[];

const removable = (...words: ShellWord[]): Insecure => ({
  what: words.map(({ value }) => value).join(' '),
  words,
  removable: true,
});
const fixed = (...words: ShellWord[]): Insecure => ({ ...removable(...words), removable: false });

/** curl: `-k` may stand in a bundle. */
const curl: Finder = (words) =>
  words.slice(1).flatMap((word) => {
    const { value, raw } = word;
    if (/^--(?:insecure|proxy-insecure|doh-insecure)$/.test(value) || value === '-k') return removable(word);
    const { options } = argumentsOf([word], { values: 'AbCcDdEeFHhKmoPQrTtUuwXxYyz', longs: new Set() });
    if (!options.some(({ name }) => name === '-k')) return [];
    const leaves = value.replace('k', '');
    return { what: '-k', words: [word], removable: raw === value, leaves };
  });

const exact =
  (...names: string[]): Finder =>
  (words) =>
    words.slice(1).flatMap((word) => (names.includes(word.value) ? removable(word) : []));

/** `config set NAME VALUE`, `config NAME VALUE`, `NAME=VALUE`. */
const config =
  (name: RegExp, off: RegExp): Finder =>
  (words) =>
    words.slice(1).flatMap((word, at) => {
      const next = words[at + 2];
      if (name.test(word.value) && next && off.test(next.value)) return fixed(word, next);
      const equals = word.value.indexOf('=');
      return equals > 0 && name.test(word.value.slice(0, equals)) && off.test(word.value.slice(equals + 1))
        ? fixed(word)
        : [];
    });

const isOff = /^["']?(?:false|0|no|off|none)["']?$/i;
const isHttp = /^http:\/\/(?!localhost[:/]|127\.)/i;

const git: Finder = (words) => {
  const at = words.findIndex(({ value }) => /^http\.(?:.*\.)?sslverify=(?:false|0|no|off)$/i.test(value));
  if (at > 0 && words[at - 1]!.value === '-c') return [removable(words[at - 1]!, words[at]!)];
  return config(/^http\.(?:.*\.)?sslverify$/i, isOff)(words);
};

/** An option whose value is an address without TLS, or a host that is trusted without. */
const valued =
  (names: readonly string[], bad: RegExp, remove: boolean): Finder =>
  (words) =>
    words.slice(1).flatMap((word, at) => {
      const next = words[at + 2];
      const make = remove ? removable : fixed;
      if (names.includes(word.value) && next && bad.test(next.value)) return make(word, next);
      const equals = word.value.indexOf('=');
      return equals > 0 &&
        names.includes(word.value.slice(0, equals)) &&
        bad.test(word.value.slice(equals + 1))
        ? make(word)
        : [];
    });

const both =
  (...all: Finder[]): Finder =>
  (words) =>
    all.flatMap((finder) => finder(words));

const pip = both(
  valued(['--trusted-host', '--allow-insecure-host'], /./, true),
  valued(
    ['-i', '--index-url', '--extra-index-url', '-f', '--find-links', '--index', '--default-index'],
    isHttp,
    false,
  ),
  config(/^(?:global|install|site|user)\.trusted-host$/, /./),
);
const npm = both(
  exact('--no-strict-ssl', '--strict-ssl=false'),
  config(/^(?:strict-ssl|enableStrictSsl)$/, isOff),
  config(/^(?:registry|npmRegistryServer)$/, isHttp),
  valued(['--registry'], isHttp, false),
);
const gem = valued(['-s', '--source', '-a', '--add'], isHttp, false);
const yum = config(/^(?:--setopt=)?(?:[\w*.-]+\.)?sslverify$/, isOff);

const setopt: Finder = (words) =>
  words
    .slice(1)
    .flatMap((word) =>
      /^--setopt=(?:[\w*.-]+\.)?sslverify=(?:0|false|no)$/i.test(word.value) ? removable(word) : [],
    );

const finders: Readonly<Record<string, Finder>> = {
  curl,
  wget: exact('--no-check-certificate'),
  git,
  pip,
  pip3: pip,
  python: pip,
  python3: pip,
  uv: pip,
  pipenv: pip,
  npm,
  yarn: npm,
  pnpm: npm,
  bun: npm,
  gem,
  bundle: both(gem, config(/^ssl_verify_mode$/, /^0$/)),
  dnf: both(setopt, yum),
  yum: both(setopt, yum),
  microdnf: setopt,
  apk: exact('--no-check-certificate'),
  composer: both(config(/^disable-tls$/, /^true$/), config(/^secure-http$/, isOff)),
  conda: config(/^ssl_verify$/, isOff),
  mamba: config(/^ssl_verify$/, isOff),
  'apt-get': both(config(/^(?:-o)?Acquire::https?::Verify-(?:Peer|Host)$/i, isOff)),
};

/** What means the same for every program that knows it. */
const general: Finder = (words) =>
  words
    .filter(({ value }, at) => at > 0 && value.startsWith('--') && GENERAL.test(value))
    .map((word) => removable(word));

const GENERAL =
  /^--(?:insecure-skip-tls-verify(?:=true)?|(?:src-|dest-)?tls-verify=false|no-check-certificate|insecure-registry)$/;

/** Variables that weaken transfers, with the values that do. */
export const insecureVariables: ReadonlyMap<string, RegExp> = new Map([
  ['NODE_TLS_REJECT_UNAUTHORIZED', /^0$/],
  ['PYTHONHTTPSVERIFY', /^0$/],
  ['GIT_SSL_NO_VERIFY', /^(?!$|0$|false$|no$|off$)/i],
  ['GIT_SSH_COMMAND', /StrictHostKeyChecking[= ]["']?no\b/i],
  ['npm_config_strict_ssl', isOff],
  ['NPM_CONFIG_STRICT_SSL', isOff],
  ['YARN_ENABLE_STRICT_SSL', isOff],
  ['NPM_CONFIG_REGISTRY', isHttp],
  ['npm_config_registry', isHttp],
  ['PIP_TRUSTED_HOST', /./],
  ['UV_INSECURE_HOST', /./],
  ['PIP_INDEX_URL', isHttp],
  ['PIP_EXTRA_INDEX_URL', isHttp],
  ['UV_INDEX_URL', isHttp],
  ['UV_DEFAULT_INDEX', isHttp],
  ['REQUESTS_CA_BUNDLE', /^(?:""|'')?$/],
  ['CURL_CA_BUNDLE', /^(?:""|'')?$/],
  ['GOINSECURE', /./],
  ['GONOSUMCHECK', /^(?!0$)./],
  ['GONOSUMDB', /^\*$/],
  ['GOSUMDB', /^off$/],
  ['GOFLAGS', /(?:^|\s)-insecure\b/],
  ['GOPROXY', isHttp],
  ['BUNDLE_SSL_VERIFY_MODE', /^0$/],
  ['COMPOSER_DISABLE_TLS', /^1$/],
  ['CONDA_SSL_VERIFY', isOff],
]);
