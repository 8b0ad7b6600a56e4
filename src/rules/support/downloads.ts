import type { Command, ShellWord } from '../../dockerfile/index.ts';
import { argumentsOf, type GivenOption, type OptionGrammar } from '../../shell/options.ts';

/** A command that fetches something from a server. */
export interface Download {
  readonly command: Command;
  readonly program: 'curl' | 'wget';
  readonly options: readonly GivenOption[];
  /** What it fetches, as written; variables stay. */
  readonly urls: readonly ShellWord[];
  /** `stdout`, or the file that it writes; '' where its name is not to be seen. */
  readonly to: 'stdout' | 'file';
  readonly file: string;
  has(...names: string[]): boolean;
}

/** Reads a call of curl or wget; undefined for any other command. */
export function downloadOf(command: Command): Download | undefined {
  const { name } = command;
  if (name !== 'curl' && name !== 'wget') return undefined;
  const { options, operands } = argumentsOf(
    command.words.slice(1),
    name === 'curl' ? curlGrammar() : wgetGrammar(),
  );
  const given = options.find((option) => option.name === '--url')?.valueWord;
  const urls = given ? [...operands, given] : operands;
  const has = (...names: string[]) => options.some((option) => names.includes(option.name));
  const file = fileOf(name, options, urls, command);
  return {
    command,
    program: name,
    options,
    urls,
    to: file === undefined ? 'stdout' : 'file',
    file: file ?? '',
    has,
  };
}

/** Whether a URL leads to another machine. Variables are taken for names of other machines. */
export function isRemote(url: string): boolean {
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(url)?.[1] ?? '';
  return (
    !/^file:/i.test(url) && host !== '' && !/^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])$/i.test(host)
  );
}

/** The last part of a path or URL. */
export function baseNameOf(path: string): string {
  const plain = path.replace(/[?#].*$/s, '');
  return plain.slice(plain.lastIndexOf('/') + 1);
}

function fileOf(
  program: 'curl' | 'wget',
  options: readonly GivenOption[],
  urls: readonly ShellWord[],
  { redirects }: Command,
): string | undefined {
  const names = program === 'curl' ? ['-o', '--output'] : ['-O', '--output-document'];
  const output = options.find(({ name }) => names.includes(name));
  const own = output
    ? output.value
    : program === 'wget' || options.some(({ name }) => /^(?:-O|--remote-name(?:-all)?)$/.test(name))
      ? baseNameOf(urls[0]?.value ?? '')
      : '-';
  if (own !== '-' && own !== '/dev/stdout') return own ?? '';
  const redirect = redirects.find(
    ({ operator, fd }) => /^(?:>|>>|>\||&>)$/.test(operator) && (fd ?? 1) === 1,
  );
  return redirect?.target?.value;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

// Source: the manual pages of curl 8.11 and GNU Wget 1.25.
let curl: OptionGrammar | undefined;
const curlGrammar = (): OptionGrammar => {
  curl ??= {
    values: 'AbCcDdEeFHhKmoPQrTtUuwXxYyz',
    longs:
      words(`abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
      connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw
      data-urlencode dns-interface dns-ipv4-addr dns-servers doh-url dump-header engine etag-compare etag-save
      expect100-timeout form form-string header hsts interface ipfs-gateway json keepalive-time key key-type limit-rate
      local-port login-options max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir
      parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-header
      proxy-user pubkey quote range rate referer request request-target resolve retry retry-delay retry-max-time
      socks4 socks5 socks5-hostname speed-limit speed-time stderr time-cond tls-max tls13-ciphers trace trace-ascii
      unix-socket upload-file url url-query user user-agent variable write-out`),
  };
  return curl;
};

let wget: OptionGrammar | undefined;
const wgetGrammar = (): OptionGrammar => {
  wget ??= {
    values: 'AaBDeIiloOPQRTtUwX',
    pairs: 'n',
    longs:
      words(`accept append-output base bind-address body-data body-file ca-certificate ca-directory certificate
      ciphers config connect-timeout cut-dirs default-page directory-prefix dns-timeout domains exclude-directories
      exclude-domains execute header http-password http-user include-directories input-file level limit-rate
      load-cookies max-redirect method output-document output-file password post-data post-file prefer-family
      private-key progress proxy-password proxy-user quota read-timeout referer reject save-cookies secure-protocol
      start-pos timeout tries user user-agent wait waitretry`),
  };
  return wget;
};
