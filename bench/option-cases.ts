/** Dockerfiles of one option each, with values that builders take and values that they refuse, nearly so or not at all. */
export function optionCases(): string[] {
  const cases = [
    ...mounts(),
    ...wholeMounts(),
    ...switches(),
    ...modes(),
    ...checksums(),
    ...platforms(),
    ...words(),
    ...devices(),
    ...times(),
    ...signals(),
    ...misplaced(),
  ];
  return [...new Set(cases)];
}

/** Values, with ` | ` between them. */
const list = (...lines: readonly string[]): string[] => lines.flatMap((line) => line.split(' | '));

const onDebian = (...lines: readonly string[]): string => `${['FROM debian:13', ...lines].join('\n')}\n`;
const run = (flags: string): string => onDebian(`RUN ${flags} true`);

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const OTHER_TYPES = ['Cache', 'SECRET', 'volume', 'cach', ''];
const BOOLEANS = ['true', 'false', '1', '0', 't', 'F', 'TRUE', 'True', 'tRUE', 'yes', 'no', 'on', '2', ''];
const NUMBERS = list('0 | 65532 | 007 | 4294967295 | 4294967296 | -1 | +1 | 1.5 | 0x10 | root | 1_0 |  1 | ');
const VALUES: Readonly<Record<string, readonly string[]>> = {
  mode: list(
    '0400 | 400 | 0 | 0755 | 01777 | 7 | 8 | 0o755 | 0x1ff | rw | u=r | 37777777777 | 40000000000',
    '-1 | ',
  ),
  uid: NUMBERS,
  gid: NUMBERS,
  size: list(
    '64m | 64M | 64mb | 64MB | 64MiB | 64mib | 64mi | 64i | 64ib | 64b | 64 | 1.5g | .5g | 1.g',
    '1.5.g | 1,5g | 1 m | 1  m | 64q | 64e | 64kk | -1 | 0 | m | lots |  | 10t | 3P | 1e3',
  ),
  readonly: BOOLEANS,
  ro: BOOLEANS,
  readwrite: BOOLEANS,
  rw: BOOLEANS,
  required: BOOLEANS,
  sharing: ['shared', 'private', 'locked', 'Locked', 'SHARED', 'none', 'lock', 'exclusive', ''],
  env: ['TOKEN', '', '1', 'A B', 'A-B'],
  id: ['x', '', 'a/b', '../x'],
  source: ['a', '', '/', '../a', '/a/b'],
  src: ['a', ''],
  target: ['/b', 'b', '', '/', '.', './', '/b/..', '//', 'b/..', '../', '/.'],
  dst: ['/b', '/', ''],
  destination: ['/b', '.'],
  from: ['debian:13', '', 'nowhere', '$BASE', 'a$', '${BASE}'],
  type: ['bind'],
};
const UNKNOWN = list(
  'tagret | trget | share | user | Mode | UID | chmod | readOnly | r |  target | target  | x | ',
);

/** Every field of every type, with every value; and without one. */
function* mounts(): Generator<string> {
  for (const type of OTHER_TYPES)
    for (const field of ['target=/t', 'mode=0400,target=/t', 'size=1,target=/t', 'required,id=t'])
      yield run(`--mount=type=${type},${field}`);
  for (const type of TYPES) {
    const given = `type=${type}`;
    const place = type === 'secret' ? 'id=t' : 'target=/t';
    yield run(`--mount=${given},${place}`);
    for (const [name, values] of Object.entries(VALUES)) {
      const rest = TARGETS.has(name) || (name === 'source' && type === 'secret') ? '' : `,${place}`;
      for (const value of values) yield run(quoted(`${given},${name}=${value}${rest}`));
      yield run(`--mount=${given},${name}${rest}`);
    }
    for (const name of UNKNOWN) {
      yield run(quoted(`${given},${place},${name}=1`));
      yield run(quoted(`${given},${place},${name}`));
    }
  }
}

const TARGETS = new Set(['target', 'dst', 'destination']);
const quoted = (mount: string): string => (mount.includes(' ') ? `--mount="${mount}"` : `--mount=${mount}`);

/** Fields that go together or do not, their order, quotes, and variables. */
function* wholeMounts(): Generator<string> {
  const flags = list(
    ' | = | =bind | =type | =target=/a | =/a | =, | =type=cache, | =type=cache,,target=/a',
    '=target=/a,type=cache,size=1 | =size=1,type=tmpfs,target=/a | =required=true,type=secret,id=a',
    '=type=secret,required,id=a | =id=a,required,type=secret | =type=secret,id=a,source=b',
    '=type=secret,id=a,src=b | =type=secret,source=b | =type=secret,target=/b | =type=secret,env=B',
    '=type=secret,id=a,env=B,target=/b | =type=secret,id=,source=,target= | =type=secret,id=a,from=b',
    '=type=secret,id=a,from= | =type=secret,id=a,sharing=locked | =type=secret | =type=ssh',
    '=type=ssh,required | =type=ssh,source=a | =type=ssh,id=a,src= | =type=ssh,from=debian:13',
    '=type=ssh,sharing=shared | =type=ssh,env=A | =type=ssh,target=/ | =type=cache | =type=bind',
    '=type=tmpfs | =type=tmpfs,from=debian:13,target=/a | =type=tmpfs,id=a,target=/a',
    '=type=bind,from=debian:13,target=/a,rw=true,ro=true | =type=bind,target=/a,target=/',
    '=type=bind,target=/,dst=/a | =TYPE=cache,TARGET=/a,Sharing=locked | ="type=cache,target=/a"',
    '=\'type=cache,target=/a\' | =type=cache,"target=/a" | ="type=cache","target=/a b"',
    '="type=cache, target=/a" | =type=cache,\\"target=/a,b\\" | =type=cache,\\"target=/a,b\\",id=x',
    '=type=cache,\\"target=/a | =type=cache,target=\\"/a\\" | =type=cache,\\"target=/a\\"x',
    '=type=cache,\\"target=/a\\"\\"b\\" | =type=cache,target=/a --mount=type=cache,target=/b,uid=x',
    '=type=cache,target=/a=b | =type=$KIND,target=/a | =type=cache,target=$HERE',
    '=type=cache,target=${NOTHING:-/a},mode=${MODE} | =type=cache,target=/a,mode=$MODE,uid=$USER_ID',
    '=type=cache,target=/a,mode=$BAD_MODE | =type=cache,target=/a,uid=${BAD_ID}',
    '=type=cache,target=/a,sharing=$SHARING | =type=secret,id=$NAME,mode=$MODE',
    '=type=cache,target=$ROOT | =type=bind,target=/a,from=$BASE | =type=tmpfs,target=/a,size=$MODE',
    '=type=tmpfs,target=/a,size=$NAME | =type=cache,target=/a,mode=$NOTHING',
    '=type=cache,target=/a,$NAME=1 | =$NAME',
  );
  const args =
    'ARG KIND=cache HERE=/here MODE=0700 USER_ID=5 BAD_MODE=u=r BAD_ID=app SHARING=some NAME=name ROOT=/ BASE=debian:13';
  for (const flag of flags) {
    yield run(`--mount${flag}`);
    if (flag.includes('$')) yield onDebian(args, `RUN --mount${flag} true`);
    yield onDebian('WORKDIR /srv', `RUN --mount${flag} true`);
  }
}

/** Flags that are on or off, with every way to say so. */
function* switches(): Generator<string> {
  const names = { COPY: ['link', 'parents'], ADD: ['link', 'keep-git-dir', 'unpack'] };
  for (const [keyword, flags] of Object.entries(names)) {
    for (const flag of flags) {
      for (const value of [...BOOLEANS.map((word) => `=${word}`), '', '=$A', '="true"', "=''", '=true,false'])
        yield onDebian('ARG A=true', `${keyword} --${flag}${value} a /b`);
      yield onDebian(`${keyword} --${flag} --${flag} a /b`);
      yield onDebian(`${keyword} --${flag.toUpperCase()} a /b`);
    }
  }
}

function* modes(): Generator<string> {
  const values = list(
    ' | 0 | 7 | 755 | 0755 | 00755 | 1777 | 7777 | 07777 | 10000 | 0999 | 8 | 0o755 | 0x1ed | -1',
    '+755 | 755  | 7_5 | 99999999999999999999 | u=rwX,go=rX | +x | a+x | = | u= | + | u | ug | x',
    'rwx | u+x, | ,u+x | u+x,,g+x | u+rwxst | u+a | g=u | g=u-w | go-w,u+X | u+x+w | u~x | ugoa+rwx',
    'aa+x | +x-w=r | u +x | U+X | u=rw,g=8 | $MODE | ${MODE} | $BAD | $NOTHING | 0$MODE | u=$WHAT',
  );
  for (const value of values) {
    const flag = value.includes(' ') ? `--chmod="${value}"` : `--chmod=${value}`;
    yield onDebian('ARG MODE=755 BAD=999 WHAT=rw', `COPY ${flag} a /b`);
    yield onDebian(`ADD ${flag} a /b`);
  }
  for (const line of list(
    'COPY --chmod a /b | ADD --chmod=755 --chmod=755 a /b | COPY --chown a /b | COPY --chown= a /b',
    'COPY --exclude a /b | COPY --exclude= a /b | COPY --exclude=a --exclude=b a /b',
    'COPY --from a /b | COPY --from= a /b | COPY --checksum=sha256:1 a /b | ADD --from=debian:13 a /b',
    'ADD --parents a /b | COPY --keep-git-dir a /b | COPY --unpack a /b',
  ))
    yield onDebian(line);
}

function* checksums(): Generator<string> {
  const hex = '24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d';
  const sums = [
    '',
    `sha256:${hex}`,
    `sha256:${hex.toUpperCase()}`,
    `sha256:${hex.slice(1)}`,
    `sha256:${hex}0`,
    'sha256:',
    hex,
    `md5:${hex.slice(0, 32)}`,
    `SHA256:${hex}`,
    `sha384:${hex}${hex.slice(0, 32)}`,
    `sha384:${hex}`,
    `sha512:${hex}${hex}`,
    `sha512:${hex}`,
    `sha1:${hex.slice(0, 40)}`,
    `blake3:${hex}`,
    'sha256:xyz',
    'nonsense',
    '$SUM',
    '$BAD',
    '$NOTHING',
    `sha256:$HEX`,
    `sha256+b64u:${hex}`,
    hex.slice(0, 40),
    hex.slice(0, 7),
    hex.slice(0, 6),
    'abc',
    'v1.0',
  ];
  const sources = list(
    'https://example.com/a.tar.gz | http://example.com/a',
    'https://example.com/a https://example.com/b | a | a b | https://example.com/a.git',
    'git@example.com:a/b.git | https://example.com/a.git#v1',
    'https://example.com/a https://example.com/a.git | $URL | ftp://example.com/a',
    'HTTPS://example.com/a | ssh://git@example.com/a.git | git://example.com/a',
    'https://github.com/acme/app | example.com/a.git | github.com/acme/app',
  );
  const args = `ARG SUM=sha256:${hex} BAD=sha256:12 HEX=${hex} URL=https://example.com/x`;
  for (const source of sources) {
    for (const sum of sums) {
      // That of a repository is looked at when it is fetched, which no frontend does.
      if (/git/.test(source) && !/^[0-9a-f]*$/.test(sum)) continue;
      yield onDebian(args, `ADD --checksum=${sum} ${source} /c/`);
    }
  }
  yield onDebian('ADD --checksum https://example.com/a /b');
  yield onDebian(`ADD --checksum=sha256:${hex} <<EOF /b`, 'text', 'EOF');
}

function* platforms(): Generator<string> {
  const values = list(
    ' | linux | amd64 | arm64 | linux/amd64 | linux/arm/v7 | linux/arm64/v8 | linux/arm/v7/x',
    'a/b/c/d | linux/ | /amd64 | / | linux//v7 | lin*x/amd64 | linux/amd64,linux/arm64 | Linux/AMD64',
    'x86_64 | aarch64 | i386 | armhf | armel | mips64le | riscv64 | s390x | ppc64le | loong64 | wasm',
    'wasip1 | wasip1/wasm | js/wasm | windows | windows/amd64 | windows(10.0.17763)/amd64',
    'windows(10.0.17763) | windows()/amd64 | windows(a b)/amd64 | windows(10/amd64 | darwin | macos',
    'freebsd | plan9 | solaris | local | foo | foo/bar | foo/bar/baz | li nux | linux_x/amd64',
    'linux.x/amd64 | linux/am-d64 | linux/am!d64 | arm | armv7 | armv6 | x86-64 | x86_64/v2 | 386',
    '$BUILDPLATFORM | $TARGETPLATFORM | $BUILDOS/$BUILDARCH | linux/$TARGETARCH | $P | ${P} | $BAD',
    '$NOTHING | ${NOTHING:-linux} | linux/$NOTHING | android | ios | aix | amd64p32 | sparc64 | hurd',
    'illumos | wasi',
  );
  for (const value of values) {
    const flag = value.includes(' ') || value.includes('(') ? `--platform="${value}"` : `--platform=${value}`;
    yield `ARG P=linux/arm64\nARG BAD=a/b/c/d\nFROM ${flag} debian:13\n`;
  }
  yield 'FROM --platform debian:13\n';
  yield 'FROM --platform=linux/amd64 --platform=linux/arm64 debian:13\n';
  yield 'FROM --Platform=linux/amd64 debian:13\n';
  yield 'FROM debian:13 AS a\nFROM --platform=a/b/c/d debian:13\n';
}

/** Words that must be one of a few. */
function* words(): Generator<string> {
  for (const value of ['default', 'none', 'host', 'Host', 'bridge', 'non', '', '$NET', '"host"', 'none,host'])
    yield onDebian('ARG NET=none', `RUN --network=${value} true`);
  for (const value of ['sandbox', 'insecure', 'Insecure', 'privileged', '', '$S', 'none'])
    yield onDebian('ARG S=sandbox', `RUN --security=${value} true`);
  for (const flags of list(
    '--network | --security | --network=none --network=none | --network=none --network=host',
    '--NETWORK=none | --net=none | --privileged | -- | -- --x | --mount | --=x | --network =none',
  ))
    yield run(flags);
}

function* devices(): Generator<string> {
  const values = list(
    ' | vendor.example.com/gpu | vendor.example.com/gpu=all | name=vendor.example.com/gpu',
    'vendor.example.com/gpu,required | vendor.example.com/gpu,required=true',
    'vendor.example.com/gpu,required=maybe | vendor.example.com/gpu,required= | required | a,b',
    'a,b=c | name=a,name=b | a,name=b | name=a,b | name=,b | a,REQUIRED | , | "a,required" | \\"a',
    'name= | required=false,a',
  );
  for (const flags of [...values.map((value) => `--device=${value}`), '--device', '--device=a --device=b'])
    yield `# syntax=docker/dockerfile:1-labs\n${run(flags)}`;
}

function* times(): Generator<string> {
  const flags = ['interval', 'timeout', 'start-period', 'start-interval'];
  const values = list(
    '30s | 1m30s | 1.5s | .5s | 5.s | .s | 1h | 100ms | 1ms | 999us | 999µs | 999μs | 1000us',
    '1000000ns | 999999ns | 0 | +0 | -0 | 0s | 0.0 | 00 | -1s | +1s | --1s | 30 | 3.5 | s |  | 1 s',
    ' 1s | 1s  | 1S | 1d | 1w | 1min | 1e3s | 1_000s | 1s1 | 1s-1s | 1h1m1s1ms1us1ns | 9223372036s',
    '9223372037s | 99999999999h | 2562047h | 2562048h | 0.0000001s | 0.001s | 0.0009s | 1m 30s | half',
    '$T | 0x10s | ١s | 1.2.3s | 0.9999999999999999999999ms',
  );
  for (const value of values) yield onDebian(`HEALTHCHECK ${flag('interval', value)} CMD true`);
  for (const name of flags)
    for (const value of ['5', '5s', '-5s', '']) yield onDebian(`HEALTHCHECK --${name}=${value} CMD true`);
  for (const value of list(
    '3 | 0 | -1 | +3 | -0 | 03 | 3.0 | three |  | 0x3 | 1_0 |  3 | 2147483647 | 2147483648',
    '99999999999999999999 | $N',
  ))
    yield onDebian(`HEALTHCHECK ${flag('retries', value)} CMD true`);
  for (const line of list(
    '--interval CMD true | --interval=1s --interval=2s CMD true | --interval=1s NONE',
    '--interval=5 NONE | --every=5s CMD true | --every=5s NONE | --interval=5s | NONE x | CMD',
    'CMD [] | --interval=5s CMD [] | --retries NONE | --Interval=5s CMD true | TCP 80 | none',
    'cmd true | --interval=1s \\\n --timeout=5 CMD true',
  ))
    yield onDebian(`HEALTHCHECK ${line}`);
}

const flag = (name: string, value: string): string =>
  value.includes(' ') ? `"--${name}=${value}"` : `--${name}=${value}`;

function* signals(): Generator<string> {
  for (const value of list(
    'SIGTERM | TERM | term | sigterm | SIGQIUT | SIG | SIGRTMIN | SIGRTMIN+3 | RTMIN+3 | SIGRTMIN+15',
    'SIGRTMIN+16 | SIGRTMAX | SIGRTMAX-14 | SIGRTMAX-15 | rtmax-1 | SIGRTMIN-1 | SIGRTMIN+0',
    'SIGWINCH | SIGPWR | SIGINFO | SIGEMT | SIGCLD | SIGPOLL | SIGIOT | SIGSTKFLT | SIGUNUSED | INT',
    '15 | "SIGTERM" | \'15\' | $S | $BAD | $NOTHING | ${S} | SIGTERM SIGINT | shutdown',
  ))
    yield onDebian('ARG S=SIGINT BAD=SIGNOT', `STOPSIGNAL ${value}`);
}

/** Flags of instructions that have none. */
function* misplaced(): Generator<string> {
  for (const line of list(
    'CMD --flag x | ENTRYPOINT --flag=1 x | ENV --flag A=1 | LABEL --flag a=1 | EXPOSE --flag 80',
    'USER --flag 1 | VOLUME --flag /a | WORKDIR --flag /a | SHELL --flag ["sh"]',
    'STOPSIGNAL --flag TERM | ARG --flag A | MAINTAINER --flag x | ONBUILD --flag RUN x | CMD -- x',
    'USER -- 1 | ARG -- A | CMD ["--flag"] | RUN -x true | COPY -r a /b | CMD -- | EXPOSE -- 80',
  ))
    yield onDebian(line);
}
