import { performance } from 'node:perf_hooks';
import { Logical } from '../src/dockerfile/logical.ts';
import { readShell } from '../src/shell/read.ts';

const pieces: readonly string[] = [
  'apt-get update',
  'apt-get install -y --no-install-recommends ca-certificates curl gnupg "libssl-dev=${SSL_VERSION}" python3-pip',
  'rm -rf /var/lib/apt/lists/* /tmp/* ~/.cache',
  'curl -fsSL "https://example.com/v${VERSION}/tool-$(uname -m).tar.gz" -o /tmp/tool.tar.gz',
  'echo "0123456789abcdef0123456789abcdef  /tmp/tool.tar.gz" | sha256sum -c -',
  'tar -xzf /tmp/tool.tar.gz -C /usr/local --strip-components=1',
  'npm ci --omit=dev && npm cache clean --force',
  "pip install --no-cache-dir -r requirements.txt 'uvicorn[standard]==0.30.1'",
  'addgroup -S app && adduser -S -G app -u 10001 app',
  'if [ "$TARGETARCH" = "arm64" ]; then export CFLAGS="-O2"; else export CFLAGS="-O3 -march=x86-64"; fi',
  'for key in 4ED778F539E3634C779C87C6D7062848A1AB005C 141F07595B7B3FFE74309A937405533BE57C7D57; do gpg --batch --keyserver hkps://keys.example.com --recv-keys "$key" || exit 1; done',
  'case "${dpkgArch##*-}" in amd64) ARCH=\'x64\';; arm64) ARCH=\'arm64\';; *) echo "unsupported architecture"; exit 1 ;; esac',
  "{ echo '[mysqld]'; echo 'skip-host-cache'; } > /etc/mysql/conf.d/docker.cnf",
  'savedAptMark="$(apt-mark showmanual)"',
  "find /usr/local -depth -type d -a \\( -name test -o -name tests \\) -exec rm -rf '{}' +",
  'sudo -E -u root bash -c "echo \\"deb http://example.com/debian stable main\\" >> /etc/apt/sources.list"',
  'ln -s /usr/local/bin/node /usr/local/bin/nodejs',
  'chown -R app:app /srv && chmod 0755 /srv/start.sh',
  'cd /usr/src/app && make -j "$(nproc)" && make install',
  'go build -trimpath -ldflags="-s -w -X main.version=${VERSION:-dev}" -o /out/app ./cmd/app',
];

/** Prints how fast shell scripts are read: `node bench/shell.ts [megabytes]`. */
const megabytes = Number(process.argv[2] ?? 20);
const scripts = corpus(500);
for (let warm = 0; warm < 3; warm++) readAll();

let fastest = Number.POSITIVE_INFINITY;
let passes = 0;
let last = { bytes: 0, commands: 0 };
for (let bytes = 0; bytes < megabytes * 1e6; bytes += last.bytes) {
  const start = performance.now();
  last = readAll();
  fastest = Math.min(fastest, performance.now() - start);
  passes++;
}
console.log(
  `shell: ${(last.bytes / 1e3 / fastest).toFixed(1)} MB/s, ` +
    `${((fastest * 1e3) / last.commands).toFixed(2)} µs per command (the best of ${passes} passes)`,
);

function readAll(): { bytes: number; commands: number } {
  let bytes = 0;
  let commands = 0;
  for (const script of scripts) {
    bytes += script.text.length;
    commands += readShell(script).commands.length;
  }
  return { bytes, commands };
}

/** Scripts as RUN instructions have them, the same on every run. */
function corpus(count: number): Logical[] {
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % below;
  };
  return Array.from({ length: count }, () => {
    const steps = Array.from({ length: 1 + random(12) }, () => pieces[random(pieces.length)]!);
    return joined(`set -eux; ${steps.join(' && \\\n    ')}`);
  });
}

/** A script with its continuations taken out, in as many pieces as it has lines. */
function joined(text: string): Logical {
  const starts: number[] = [];
  const sources: number[] = [];
  let source = 0;
  let length = 0;
  const lines = text.split('\\\n');
  for (const line of lines) {
    starts.push(length);
    sources.push(source);
    length += line.length;
    source += line.length + 2;
  }
  return new Logical(lines.join(''), starts, sources);
}
