import {
  addUser,
  apkAdd,
  aptInstall,
  download,
  finish,
  officialRun,
  rpmInstall,
  zypperInstall,
} from './fragments.ts';
import type { Random } from './random.ts';

/** One stage: its FROM without a name, and its blocks in order. */
export interface StagePlan {
  readonly from: string;
  readonly blocks: string[];
}

/** The stages of one Dockerfile, the last one being what is shipped; builders are named by who writes them out. */
export type Family = (random: Random, builder: string) => StagePlan[];

const tagged = (random: Random, image: string, tags: readonly string[]): string => {
  if (random.chance(0.08)) return image;
  if (random.chance(0.06)) return `${image}:latest`;
  const tag = random.pick(tags);
  return random.chance(0.1) ? `${image}:${tag}@sha256:${'5e1f0a9c'.repeat(8)}` : `${image}:${tag}`;
};

const node: Family = (random, builder) => {
  const tags = ['20', '22', '22-alpine', '20-slim', '22-bookworm-slim', '18-alpine', '24-alpine3.22'];
  const from = tagged(random, 'node', tags);
  const install = random.pick([
    'COPY package*.json ./\nRUN npm ci',
    'COPY package.json package-lock.json ./\nRUN npm ci --omit=dev && npm cache clean --force',
    'COPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile',
    'COPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile --production && yarn cache clean',
    'COPY package.json ./\nRUN npm install',
    'COPY pnpm-lock.yaml package.json ./\nRUN --mount=type=cache,id=pnpm,target=/pnpm/store corepack enable && pnpm install --frozen-lockfile',
    'COPY . .\nRUN npm install --legacy-peer-deps',
  ]);
  const build = [`WORKDIR /app`, install, 'COPY . .', 'RUN npm run build'];
  if (random.chance(0.35)) return [{ from, blocks: [...build, finish(random, ['npm', 'start'])] }];
  if (random.chance(0.4)) {
    const serve = `COPY --from=${builder} /app/dist /usr/share/nginx/html\nCOPY nginx.conf /etc/nginx/conf.d/default.conf`;
    return [
      { from, blocks: build },
      {
        from: tagged(random, 'nginx', ['1.27-alpine', '1.28', 'stable-alpine']),
        blocks: [serve, finish(random, ['nginx', '-g', 'daemon off;'])],
      },
    ];
  }
  const copy = `COPY --from=${builder} /app/node_modules ./node_modules\nCOPY --from=${builder} /app/dist ./dist`;
  const user = random.chance(0.5) ? ['USER node'] : [];
  return [
    { from, blocks: build },
    { from, blocks: ['WORKDIR /app', copy, ...user, finish(random, ['node', 'dist/main.js'])] },
  ];
};

const python: Family = (random, builder) => {
  const from = tagged(random, 'python', [
    '3.12-slim',
    '3.11',
    '3.13-alpine',
    '3.12-slim-bookworm',
    '3.9',
    '3.14-slim',
  ]);
  const packages = from.includes('alpine') ? apkAdd(random) : aptInstall(random);
  const install = random.pick([
    'COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt',
    'COPY requirements.txt .\nRUN pip install -r requirements.txt',
    'COPY requirements.txt /tmp/\nRUN pip3 install --upgrade pip && pip3 install --no-cache-dir -r /tmp/requirements.txt gunicorn',
    'COPY pyproject.toml poetry.lock ./\nRUN pip install poetry==1.8.3 && poetry config virtualenvs.create false && poetry install --only main',
    'RUN --mount=type=cache,target=/root/.cache/pip \\\n    --mount=type=bind,source=requirements.txt,target=requirements.txt \\\n    python -m pip install -r requirements.txt',
    'RUN python -m venv /opt/venv\nENV PATH="/opt/venv/bin:$PATH"\nCOPY requirements.txt .\nRUN pip install -r requirements.txt',
    'RUN pip install flask==3.0.3 psycopg2-binary gunicorn',
  ]);
  const command = random.pick([
    ['gunicorn', '--bind', '0.0.0.0:8080', 'app.wsgi'],
    ['python', 'main.py'],
    ['uvicorn', 'app.main:app', '--host', '0.0.0.0', '--port', '8080'],
    ['sh', '-c', 'python manage.py migrate && python manage.py runserver 0.0.0.0:8000'],
  ]);
  const user = random.chance(0.4) ? [addUser(random, from.includes('alpine'))] : [];
  if (random.chance(0.65)) {
    return [
      { from, blocks: ['WORKDIR /app', packages, install, 'COPY . .', ...user, finish(random, command)] },
    ];
  }
  const copy = `COPY --from=${builder} /opt/venv /opt/venv\nENV PATH="/opt/venv/bin:$PATH"`;
  return [
    { from, blocks: [packages, 'RUN python -m venv /opt/venv', install] },
    { from, blocks: ['WORKDIR /app', copy, 'COPY . .', ...user, finish(random, command)] },
  ];
};

const go: Family = (random, builder) => {
  const blocks = [
    'WORKDIR /src',
    'COPY go.mod go.sum ./\nRUN go mod download',
    'COPY . .',
    random.pick([
      'RUN CGO_ENABLED=0 GOOS=linux go build -trimpath -ldflags="-s -w" -o /out/app ./cmd/app',
      'ARG TARGETOS TARGETARCH\nRUN --mount=type=cache,target=/root/.cache/go-build \\\n    --mount=type=cache,target=/go/pkg/mod \\\n    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/app .',
      'RUN go install github.com/example/tool@latest && go generate ./... && go build -o /out/app',
    ]),
  ];
  const from = tagged(random, 'golang', ['1.23', '1.24-alpine', '1.25-bookworm', '1.22-alpine3.20']);
  const platform = random.chance(0.25) ? '--platform=$BUILDPLATFORM ' : '';
  const runtime = random.pick([
    'gcr.io/distroless/static-debian12:nonroot',
    'gcr.io/distroless/static:nonroot',
    'scratch',
    'alpine:3.22',
    'alpine',
    'debian:12-slim',
  ]);
  const user = random.chance(0.4) ? ['USER 65532:65532'] : [];
  const certs = runtime.startsWith('alpine') ? [apkAdd(random)] : [];
  return [
    { from: `${platform}${from}`, blocks },
    {
      from: runtime,
      blocks: [...certs, `COPY --from=${builder} /out/app /app`, ...user, 'ENTRYPOINT ["/app"]'],
    },
  ];
};

const rust: Family = (random, builder) => [
  {
    from: tagged(random, 'rust', ['1.82', '1.84-slim', '1.83-alpine', '1.90-bookworm']),
    blocks: [
      'WORKDIR /usr/src/app',
      'COPY Cargo.toml Cargo.lock ./\nRUN mkdir src && echo "fn main() {}" > src/main.rs && cargo build --release && rm -rf src',
      'COPY src ./src',
      random.chance(0.5) ? 'RUN cargo build --release --locked' : 'RUN cargo install --path .',
    ],
  },
  {
    from: random.pick([
      'debian:12-slim',
      'gcr.io/distroless/cc-debian12',
      'debian:bookworm-slim',
      'alpine:3.21',
    ]),
    blocks: [
      ...(random.chance(0.4) ? [aptInstall(random)] : []),
      `COPY --from=${builder} /usr/src/app/target/release/app /usr/local/bin/app`,
      finish(random, ['app', 'serve']),
    ],
  },
];

const java: Family = (random, builder) => {
  const maven = random.chance(0.6);
  const from = maven
    ? tagged(random, 'maven', ['3.9-eclipse-temurin-21', '3.9-eclipse-temurin-17-alpine', '3-jdk-11'])
    : tagged(random, 'gradle', ['8.10-jdk21', '7.6-jdk17', '8-jdk17-alpine']);
  const blocks = maven
    ? [
        'WORKDIR /build',
        'COPY pom.xml .\nRUN mvn -B dependency:go-offline',
        'COPY src ./src\nRUN mvn -B package -DskipTests',
      ]
    : [
        'COPY --chown=gradle:gradle . /home/gradle/src',
        'WORKDIR /home/gradle/src',
        'RUN gradle bootJar --no-daemon',
      ];
  const runtime = tagged(random, 'eclipse-temurin', ['21-jre', '17-jre-alpine', '21-jre-jammy', '11-jre']);
  const user = random.chance(0.4) ? [addUser(random, runtime.includes('alpine'))] : [];
  const jar = `ARG JAR_FILE=target/*.jar\nCOPY --from=${builder} /build/\${JAR_FILE} app.jar`;
  return [
    { from, blocks },
    { from: runtime, blocks: ['WORKDIR /app', jar, ...user, finish(random, ['java', '-jar', 'app.jar'])] },
  ];
};

const dotnet: Family = (random, builder) => [
  {
    from: tagged(random, 'mcr.microsoft.com/dotnet/sdk', ['8.0', '9.0', '8.0-alpine', '6.0']),
    blocks: [
      'ARG BUILD_CONFIGURATION=Release',
      'WORKDIR /src',
      'COPY ["Shop.Api/Shop.Api.csproj", "Shop.Api/"]\nCOPY ["Shop.Core/Shop.Core.csproj", "Shop.Core/"]',
      'RUN dotnet restore "./Shop.Api/Shop.Api.csproj"',
      'COPY . .',
      'RUN dotnet publish "Shop.Api/Shop.Api.csproj" -c $BUILD_CONFIGURATION -o /app/publish /p:UseAppHost=false',
    ],
  },
  {
    from: tagged(random, 'mcr.microsoft.com/dotnet/aspnet', ['8.0', '9.0-alpine', '6.0']),
    blocks: [
      'WORKDIR /app',
      ...(random.chance(0.5) ? ['USER $APP_UID'] : []),
      `EXPOSE 8080\nCOPY --from=${builder} /app/publish .\nENTRYPOINT ["dotnet", "Shop.Api.dll"]`,
    ],
  },
];

const php: Family = (random) => [
  {
    from: tagged(random, 'php', ['8.3-fpm', '8.2-apache', '8.3-fpm-alpine', '7.4-apache']),
    blocks: [
      aptInstall(random),
      'RUN docker-php-ext-configure gd --with-freetype --with-jpeg \\\n    && docker-php-ext-install -j"$(nproc)" gd pdo_mysql zip opcache',
      'COPY --from=composer:2 /usr/bin/composer /usr/bin/composer',
      'WORKDIR /var/www/html\nCOPY . .\nRUN composer install --no-dev --optimize-autoloader',
      random.chance(0.5)
        ? 'RUN chown -R www-data:www-data /var/www/html/storage'
        : 'RUN chmod -R 777 storage',
    ],
  },
];

const ruby: Family = (random) => [
  {
    from: tagged(random, 'ruby', ['3.3', '3.2-slim', '3.3-alpine', '2.7']),
    blocks: [
      aptInstall(random),
      'WORKDIR /app',
      'COPY Gemfile Gemfile.lock ./',
      random.pick([
        'RUN bundle install',
        'RUN gem install bundler && bundle install --jobs 4',
        'RUN gem install bundler:2.5.6 && bundle config set without "development test" && bundle install',
      ]),
      'COPY . .',
      'RUN SECRET_KEY_BASE=dummy bundle exec rake assets:precompile',
      finish(random, ['bundle', 'exec', 'puma', '-C', 'config/puma.rb']),
    ],
  },
];

const system: Family = (random) => {
  const from = tagged(random, random.pick(['debian', 'ubuntu']), [
    '12',
    '12-slim',
    '24.04',
    '22.04',
    'bookworm',
    'jammy',
  ]);
  const tools = [aptInstall(random), download(random), ...(random.chance(0.3) ? [aptInstall(random)] : [])];
  const user = random.chance(0.35) ? [addUser(random, false)] : [];
  const shell = random.chance(0.15) ? ['SHELL ["/bin/bash", "-o", "pipefail", "-c"]'] : [];
  const copies =
    'COPY docker-entrypoint.sh /usr/local/bin/\nRUN chmod +x /usr/local/bin/docker-entrypoint.sh';
  return [
    {
      from,
      blocks: [...shell, ...tools, copies, ...user, finish(random, ['/usr/local/bin/run', '--foreground'])],
    },
  ];
};

const official: Family = (random) => [
  {
    from: random.pick(['debian:bookworm-slim', 'buildpack-deps:bookworm', 'debian:trixie-slim']),
    blocks: [
      'RUN set -eux; \\\n	groupadd --system --gid 999 app; \\\n	useradd --system --gid app --uid 999 --home-dir /var/lib/app app',
      'ENV APP_VERSION 7.4.1\nENV APP_SHA256 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
      ...Array.from({ length: random.integer(1, 3) }, () => officialRun(random)),
      'VOLUME /var/lib/app\nWORKDIR /var/lib/app',
      'COPY docker-entrypoint.sh /usr/local/bin/\nENTRYPOINT ["docker-entrypoint.sh"]',
      'STOPSIGNAL SIGINT\nEXPOSE 5432\nCMD ["app", "--config", "/etc/app/app.conf"]',
    ],
  },
];

const redHat: Family = (random) => {
  const from = random.pick([
    'registry.access.redhat.com/ubi9/ubi-minimal:9.5',
    'fedora:41',
    'rockylinux:9',
    'centos:7',
    'amazonlinux:2023',
    'opensuse/leap:15.6',
  ]);
  const install = from.startsWith('opensuse') ? zypperInstall(random) : rpmInstall(random);
  const user = random.chance(0.5) ? ['USER 1001'] : [];
  return [
    {
      from,
      blocks: [install, 'WORKDIR /opt/app', 'COPY . /opt/app', ...user, finish(random, ['./bin/server'])],
    },
  ];
};

const machineLearning: Family = (random) => [
  {
    from: tagged(random, 'nvidia/cuda', [
      '12.4.1-cudnn-runtime-ubuntu22.04',
      '12.6.0-devel-ubuntu24.04',
      '11.8.0-base-ubuntu22.04',
    ]),
    blocks: [
      'ENV DEBIAN_FRONTEND=noninteractive',
      aptInstall(random),
      'RUN curl -LO https://downloads.example.com/miniforge.sh && bash miniforge.sh -b -p /opt/conda && rm miniforge.sh\nENV PATH=/opt/conda/bin:$PATH',
      'RUN conda install -y python=3.11 numpy && conda clean -afy',
      'RUN pip install torch==2.4.0 transformers accelerate',
      'COPY . /workspace\nWORKDIR /workspace',
      finish(random, ['python', 'serve.py', '--port', '8080']),
    ],
  },
];

const windows: Family = () => [
  {
    from: 'mcr.microsoft.com/windows/servercore:ltsc2022',
    blocks: [
      'SHELL ["powershell", "-Command", "$ErrorActionPreference = \'Stop\'; $ProgressPreference = \'SilentlyContinue\';"]',
      'RUN Invoke-WebRequest -UseBasicParsing -Uri https://downloads.example.com/agent.zip -OutFile C:\\agent.zip; `\n    Expand-Archive C:\\agent.zip -DestinationPath C:\\agent; `\n    Remove-Item C:\\agent.zip',
      'WORKDIR C:\\\\agent',
      'COPY config.json .',
      'USER ContainerUser',
      'ENTRYPOINT ["C:\\\\agent\\\\agent.exe"]',
    ],
  },
];

/** Families by how often they are met. */
export const families: readonly { readonly share: number; readonly family: Family; readonly escape?: '`' }[] =
  [
    { share: 22, family: node },
    { share: 20, family: python },
    { share: 12, family: go },
    { share: 5, family: rust },
    { share: 8, family: java },
    { share: 5, family: dotnet },
    { share: 4, family: php },
    { share: 3, family: ruby },
    { share: 9, family: system },
    { share: 5, family: official },
    { share: 4, family: redHat },
    { share: 2, family: machineLearning },
    { share: 1, family: windows, escape: '`' },
  ];
