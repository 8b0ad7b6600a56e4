import type { Random } from './random.ts';

/** Pieces of Dockerfiles as people write them, mistakes included at about the rates at which they are made. */

const debianPackages = [
  'ca-certificates',
  'curl',
  'git',
  'gnupg',
  'build-essential',
  'libpq-dev',
  'libssl-dev',
  'pkg-config',
  'tzdata',
  'unzip',
  'wget',
  'xz-utils',
  'libjpeg62-turbo',
  'libxml2-dev',
  'procps',
  'tini',
  'jq',
  'zlib1g-dev',
  'libffi-dev',
  'openssh-client',
  'python3',
  'python3-venv',
  'rsync',
  'locales',
  'netcat-openbsd',
  'imagemagick',
  'ffmpeg',
  'vim',
];
const alpinePackages = [
  'bash',
  'curl',
  'git',
  'openssl-dev',
  'tzdata',
  'ca-certificates',
  'build-base',
  'libffi-dev',
  'postgresql-dev',
  'su-exec',
  'tini',
  'libc6-compat',
  'python3',
  'make',
  'g++',
  'linux-headers',
  'jq',
  'musl-dev',
];
const rpmPackages = [
  'tar',
  'gzip',
  'git',
  'openssl',
  'findutils',
  'which',
  'python3',
  'gcc',
  'make',
  'java-17-openjdk-headless',
  'shadow-utils',
  'ca-certificates',
  'unzip',
  'procps-ng',
  'glibc-langpack-en',
];
const words = [
  'api',
  'worker',
  'web',
  'gateway',
  'billing',
  'search',
  'ingest',
  'mailer',
  'auth',
  'report',
  'cron',
];

export const appName = (random: Random): string => random.pick(words);

const version = (random: Random): string =>
  `${random.integer(1, 9)}.${random.integer(0, 20)}.${random.integer(0, 9)}`;

/** The lines of one command list as one RUN, a line each. */
const run = (commands: readonly string[], joiner = '&& ', indent = '    '): string =>
  `RUN ${commands.join(` \\\n${indent}${joiner}`)}`;

const listed = (random: Random, packages: readonly string[], pin: (name: string) => string): string => {
  const names = random.sample(packages, random.integer(1, Math.min(14, packages.length))).sort();
  const pinned = random.chance(0.15) ? names.map(pin) : names;
  return pinned.length > 3 ? pinned.map((name) => ` \\\n        ${name}`).join('') : ` ${pinned.join(' ')}`;
};

export function aptInstall(random: Random): string {
  const tool = random.chance(0.9) ? 'apt-get' : 'apt';
  const yes = random.chance(0.94) ? ' -y' : '';
  const quiet = random.chance(0.2) ? ' -qq' : '';
  const lean = random.chance(0.55) ? ' --no-install-recommends' : '';
  const packages = listed(random, debianPackages, (name) => `${name}=${version(random)}-1`);
  const install = `${tool} install${yes}${quiet}${lean}${packages}`;
  if (random.chance(0.08)) return `RUN ${tool} update\nRUN ${install}`;
  const commands = [`${tool} update`, install];
  if (random.chance(0.6)) commands.push('rm -rf /var/lib/apt/lists/*');
  else if (random.chance(0.4)) commands.push('apt-get clean');
  if (random.chance(0.1)) commands.unshift('set -eux');
  if (random.chance(0.12)) {
    return `RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n    --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n    ${commands.slice(0, 2).join(' && ')}`;
  }
  return run(commands);
}

export function apkAdd(random: Random): string {
  const cache = random.chance(0.75) ? ' --no-cache' : '';
  const packages = listed(
    random,
    alpinePackages,
    (name) => `${name}=~${random.integer(1, 9)}.${random.integer(0, 9)}`,
  );
  if (random.chance(0.2)) {
    return run([
      `apk add${cache} --virtual .build-deps${packages}`,
      'make -C /usr/src/ext install',
      'apk del .build-deps',
    ]);
  }
  return random.chance(0.2)
    ? run(['apk update', `apk add${cache}${packages}`])
    : `RUN apk add${cache}${packages}`;
}

export function rpmInstall(random: Random): string {
  const tool = random.pick(['dnf', 'yum', 'microdnf']);
  const packages = listed(random, rpmPackages, (name) => `${name}-${version(random)}`);
  const commands = [`${tool} install -y${packages}`];
  if (random.chance(0.3)) commands.unshift(`${tool} -y update`);
  if (random.chance(0.65)) commands.push(`${tool} clean all`);
  if (random.chance(0.2)) commands.push('rm -rf /var/cache/yum');
  return run(commands);
}

export function zypperInstall(random: Random): string {
  const commands = [
    `zypper ${random.chance(0.8) ? '--non-interactive ' : ''}install git gcc make libopenssl-devel`,
  ];
  if (random.chance(0.6)) commands.push('zypper clean --all');
  return run(commands);
}

/** A download as official images make it: per architecture, signature or checksum verified, built and cleaned up. */
export function officialRun(random: Random): string {
  const name = random.pick(['tini', 'gosu', 'redis', 'haproxy', 'memcached', 'consul', 'erlang', 'lua']);
  const builds = random.chance(0.5);
  return `RUN set -eux; \\
	\\
	savedAptMark="$(apt-mark showmanual)"; \\
	apt-get update; \\
	apt-get install -y --no-install-recommends ca-certificates dirmngr gnupg wget; \\
	rm -rf /var/lib/apt/lists/*; \\
	\\
	arch="$(dpkg --print-architecture | awk -F- '{ print $NF }')"; \\
	case "$arch" in \\
		'amd64') \\
			url='https://downloads.example.com/${name}-amd64.tar.gz'; \\
			sha256='${'0123456789abcdef'.repeat(4)}'; \\
			;; \\
		'arm64') \\
			url='https://downloads.example.com/${name}-arm64.tar.gz'; \\
			sha256='${'fedcba9876543210'.repeat(4)}'; \\
			;; \\
		*) echo >&2 "error: unsupported architecture: '$arch'"; exit 1 ;; \\
	esac; \\
	\\
	wget ${random.chance(0.7) ? '-q ' : ''}-O ${name}.tar.gz "$url"; \\
	echo "$sha256 *${name}.tar.gz" | sha256sum --strict --check -; \\
${random.chance(0.5) ? `# verify the signature\n	export GNUPGHOME="$(mktemp -d)"; \\\n	gpg --batch --keyserver keys.example.com --recv-keys B42F6819007F00F88E364FD4036A9C25BF357DD4; \\\n	gpgconf --kill all; \\\n	rm -rf "$GNUPGHOME"; \\\n` : ''}	mkdir -p /usr/src/${name}; \\
	tar -xzf ${name}.tar.gz -C /usr/src/${name} --strip-components=1; \\
	rm ${name}.tar.gz; \\
	\\
${
  builds
    ? `	cd /usr/src/${name}; \\\n	./configure --prefix=/usr/local --enable-shared; \\\n	nproc="$(nproc)"; \\\n	make -j "$nproc"; \\\n	make install; \\\n	find /usr/local -depth \\( \\( -type d -a \\( -name test -o -name tests \\) \\) -o \\( -type f -a -name '*.a' \\) \\) -exec rm -rf '{}' +; \\\n`
    : `	install -m 0755 /usr/src/${name}/bin/${name} /usr/local/bin/${name}; \\\n`
}	rm -rf /usr/src/${name}; \\
	apt-mark auto '.*' > /dev/null; \\
	[ -z "$savedAptMark" ] || apt-mark manual $savedAptMark; \\
	apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false; \\
	${name} --version`;
}

export function download(random: Random): string {
  const host = 'https://downloads.example.com';
  const tool = random.pick(['kubectl', 'helm', 'terraform', 'yq', 'migrate', 'grpc-health-probe']);
  return random.pick([
    `RUN curl -fsSL ${host}/${tool}/v${version(random)}/${tool}-linux-amd64.tar.gz | tar -xz -C /usr/local/bin`,
    `RUN curl -sSL ${host}/install.sh | bash`,
    `RUN wget ${host}/${tool} -O /usr/local/bin/${tool} && chmod +x /usr/local/bin/${tool}`,
    `ADD ${host}/${tool}-v${version(random)} /usr/local/bin/${tool}\nRUN chmod 755 /usr/local/bin/${tool}`,
    `ADD --checksum=sha256:${'0a1b2c3d4e5f6789'.repeat(4)} ${host}/${tool} /usr/local/bin/${tool}`,
    `RUN cd /tmp && curl -LO ${host}/${tool}.zip && unzip ${tool}.zip && mv ${tool} /usr/local/bin/ && rm -rf /tmp/*`,
    `RUN git clone https://git.example.com/tools/${tool}.git /opt/${tool} && cd /opt/${tool} && make install`,
  ]);
}

export function heredoc(random: Random): string {
  const app = appName(random);
  return `${random.pick([
    `RUN <<EOF\nset -e\nmkdir -p /var/lib/${app} /var/log/${app}\nadduser --system --home /var/lib/${app} ${app}\nchown -R ${app} /var/lib/${app}\nEOF`,
    `COPY <<'EOF' /usr/local/bin/entrypoint.sh\n#!/bin/sh\nset -eu\nif [ -n "\${WAIT_FOR:-}" ]; then\n  echo "waiting for $WAIT_FOR"\nfi\nexec "$@"\nEOF`,
    `RUN cat <<EOF > /etc/${app}.conf\nlisten = 0.0.0.0\nport = 8080\nworkers = 4\nEOF`,
    `RUN python3 <<'EOF'\nimport compileall\ncompileall.compile_dir('/app', quiet=1)\nEOF`,
  ])}\n`;
}

export function environment(random: Random): string {
  const pairs = random.sample(
    [
      'LANG=C.UTF-8',
      'LC_ALL=C.UTF-8',
      'TZ=Etc/UTC',
      'PYTHONUNBUFFERED=1',
      'PYTHONDONTWRITEBYTECODE=1',
      'NODE_ENV=production',
      'PORT=8080',
      'HOST=0.0.0.0',
      'LOG_LEVEL=info',
      'PATH=/opt/app/bin:$PATH',
      'JAVA_OPTS="-XX:MaxRAMPercentage=75 -Djava.security.egd=file:/dev/./urandom"',
      'APP_HOME=/app',
      'RAILS_ENV=production',
      'GOFLAGS=-mod=readonly',
      'DEBIAN_FRONTEND=noninteractive',
      'WORKERS=4',
      'DATABASE_URL=postgres://app@db:5432/app',
      'CACHE_DIR=/var/cache/app',
    ],
    random.integer(1, 7),
  );
  if (random.chance(0.05))
    pairs.push(random.pick(['API_KEY=changeme', 'DB_PASSWORD=secret', 'AUTH_TOKEN=${TOKEN}']));
  if (random.chance(0.07)) return pairs.map((pair) => `ENV ${pair.replace('=', ' ')}`).join('\n');
  return random.chance(0.5)
    ? pairs.map((pair) => `ENV ${pair}`).join('\n')
    : `ENV ${pairs.join(' \\\n    ')}`;
}

export function labels(random: Random): string {
  const app = appName(random);
  const pairs = [
    `org.opencontainers.image.title="${app}"`,
    'org.opencontainers.image.vendor="Example Ltd"',
    `org.opencontainers.image.source="https://git.example.com/shop/${app}"`,
    'org.opencontainers.image.licenses="Apache-2.0"',
    `org.opencontainers.image.version="${version(random)}"`,
    'maintainer="Platform Team <platform@example.com>"',
  ];
  const some = random.sample(pairs, random.integer(1, pairs.length));
  return random.chance(0.6)
    ? `LABEL ${some.join(' \\\n      ')}`
    : some.map((pair) => `LABEL ${pair}`).join('\n');
}

export function comment(random: Random): string {
  const lines = [
    'The runtime needs the shared library, the builder its headers.',
    'Keep this list sorted.',
    'TODO: move to the distroless base once the health check is a binary',
    'see https://git.example.com/shop/docs/adr/0007.md',
    'Dependencies first, so that they stay cached while the source changes.',
    'https://bugs.example.com/12345: the musl resolver ignores the search domain',
    '-----------------------------------------------------------------',
    'RUN apt-get install -y strace gdb   # for debugging only',
    'Do not run as root in production.',
  ];
  return random
    .sample(lines, random.integer(1, 4))
    .map((line) => `# ${line}`)
    .join('\n');
}

export function addUser(random: Random, alpine: boolean): string {
  const app = appName(random);
  const id = random.integer(1000, 10_005);
  const create = alpine
    ? `RUN addgroup -S ${app} && adduser -S -G ${app} ${app}`
    : random.pick([
        `RUN groupadd -r ${app} && useradd -r -g ${app} -u ${id} ${app}`,
        `RUN useradd --create-home --shell /bin/bash ${app}`,
        `RUN groupadd --gid ${id} ${app} && useradd --uid ${id} --gid ${app} --no-log-init ${app}`,
      ]);
  const own = random.chance(0.4) ? `\nRUN chown -R ${app}:${app} /app` : '';
  return `${create}${own}\nUSER ${random.chance(0.35) ? `${id}:${id}` : app}`;
}

export function finish(random: Random, command: readonly string[]): string {
  const lines: string[] = [];
  const port = random.pick(['8080', '80', '3000', '443', '5000', '9090/tcp', '8080 8443', '22']);
  if (random.chance(0.7)) lines.push(`EXPOSE ${port}`);
  if (random.chance(0.15)) lines.push('VOLUME ["/data"]');
  if (random.chance(0.3)) {
    lines.push(
      random.pick([
        'HEALTHCHECK --interval=30s --timeout=3s CMD curl -f http://localhost:8080/health || exit 1',
        'HEALTHCHECK --interval=10s --start-period=30s --retries=5 \\\n  CMD ["/usr/local/bin/probe", "-addr=:8080"]',
        'HEALTHCHECK CMD wget -q --spider http://127.0.0.1/ || exit 1',
        'HEALTHCHECK NONE',
      ]),
    );
  }
  if (random.chance(0.05)) lines.push('STOPSIGNAL SIGQUIT');
  const json = JSON.stringify(command).replaceAll('","', '", "');
  if (random.chance(0.35)) lines.push('ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]');
  lines.push(random.chance(0.82) ? `CMD ${json}` : `CMD ${command.join(' ')}`);
  if (random.chance(0.03)) lines.push(`CMD ${json}`);
  return lines.join('\n');
}

export function misstep(random: Random): string {
  return random.pick([
    'RUN cd /opt && ls -la',
    'RUN chmod -R 777 /app',
    'RUN sudo chown -R app /app',
    'RUN echo "root:root" | chpasswd',
    'ADD . /app',
    'ADD config/app.conf /etc/app/app.conf',
    'WORKDIR app',
    'ARG GITHUB_TOKEN',
    'MAINTAINER Platform Team <platform@example.com>',
    'RUN ln -sf /bin/bash /bin/sh',
    'RUN apt-get update && apt-get upgrade -y',
    'COPY config scripts bin /opt/app',
    'RUN service ssh start',
    'RUN useradd -u 1234567 big',
    'RUN npm install -g pm2 typescript',
    'RUN pip install --upgrade pip setuptools wheel',
    'RUN cat /etc/passwd | grep app | wc -l',
    'USER root',
  ]);
}
