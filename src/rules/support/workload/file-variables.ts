import { parseReference } from '../../../bases/reference.ts';

/** What has its value read from a file in the place of a variable, by images that are known to do so. */
interface Reader {
  /** The repository, without Docker Hub's own prefix. */
  readonly images: RegExp;
  readonly variables: RegExp;
  /** The variable that holds the path. */
  readonly named: (name: string) => string;
}

const behind = (suffix: string) => (name: string) => `${name}${suffix}`;

/**
 * Sources: the documentation of each image, where it tells of Docker secrets: Docker's official images (README, “Docker
 * Secrets”), go-gitea and forgejo (environment-to-ini), Grafana (“Configure a Docker image”), pgAdmin (“Container
 * Deployment”), paperless-ngx (“Configuration”), Immich (“Environment variables”), phpMyAdmin and LinuxServer.io (README).
 * Redis, RabbitMQ from 3.9 on, Keycloak, Elasticsearch's Kibana and many others read none.
 */
const READERS: readonly Reader[] = [
  {
    images:
      /^(?:postgres|postgis\/postgis|timescale\/timescaledb(?:-ha)?|pgvector\/pgvector|ghcr\.io\/immich-app\/postgres)$/,
    variables: /^POSTGRES_(?:PASSWORD|USER|DB)$/,
    named: behind('_FILE'),
  },
  {
    images: /^(?:mysql|percona|percona\/percona-server)$/,
    variables: /^MYSQL_(?:ROOT_PASSWORD|PASSWORD)$/,
    named: behind('_FILE'),
  },
  {
    images: /^mariadb$/,
    variables: /^(?:MYSQL|MARIADB)_(?:ROOT_PASSWORD|PASSWORD)$/,
    named: behind('_FILE'),
  },
  { images: /^mongo$/, variables: /^MONGO_INITDB_ROOT_PASSWORD$/, named: behind('_FILE') },
  {
    images: /^influxdb$/,
    variables: /^DOCKER_INFLUXDB_INIT_(?:PASSWORD|ADMIN_TOKEN)$/,
    named: behind('_FILE'),
  },
  {
    images: /^wordpress$/,
    variables: /^WORDPRESS_(?:DB_PASSWORD|(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT))$/,
    named: behind('_FILE'),
  },
  {
    images: /^nextcloud$/,
    variables:
      /^(?:NEXTCLOUD_ADMIN_PASSWORD|MYSQL_PASSWORD|POSTGRES_PASSWORD|REDIS_HOST_PASSWORD|SMTP_PASSWORD)$/,
    named: behind('_FILE'),
  },
  { images: /^joomla$/, variables: /^JOOMLA_DB_PASSWORD$/, named: behind('_FILE') },
  {
    images: /^redmine$/,
    variables: /^REDMINE_(?:DB_PASSWORD|SECRET_KEY_BASE)$/,
    named: behind('_FILE'),
  },
  {
    images: /^phpmyadmin(?:\/phpmyadmin)?$/,
    variables: /^(?:PMA_PASSWORD|MYSQL_ROOT_PASSWORD|MYSQL_PASSWORD)$/,
    named: behind('_FILE'),
  },
  { images: /^dpage\/pgadmin4$/, variables: /^PGADMIN_DEFAULT_PASSWORD$/, named: behind('_FILE') },
  {
    images: /^ghcr\.io\/paperless-ngx\/paperless-ngx$/,
    variables: /^PAPERLESS_\w+$/,
    named: behind('_FILE'),
  },
  {
    images: /^ghcr\.io\/immich-app\/immich-server$/,
    variables: /^(?:DB_PASSWORD|REDIS_PASSWORD)$/,
    named: behind('_FILE'),
  },
  {
    images:
      /^(?:(?:docker\.gitea\.com\/)?gitea\/gitea|docker\.gitea\.com\/gitea|codeberg\.org\/forgejo\/forgejo)$/,
    variables: /^(?:GITEA|FORGEJO)__\w+$/,
    named: behind('__FILE'),
  },
  {
    images: /^grafana\/grafana(?:-oss|-enterprise)?$/,
    variables: /^GF_\w+$/,
    named: behind('__FILE'),
  },
  {
    images: /^(?:lscr\.io\/|ghcr\.io\/)?linuxserver\/[\w.-]+$/,
    variables: /^\w+$/,
    named: (name) => `FILE__${name}`,
  },
];

/** The variable by which an image reads the value of another from a file; undefined: none that is known of. */
export function fileVariable(image: string, name: string): string | undefined {
  const repository = parseReference(image)?.name.replace(/^docker\.io\/(?:library\/)?/, '');
  if (repository === undefined) return undefined;
  return READERS.find(({ images, variables }) => images.test(repository) && variables.test(name))?.named(
    name,
  );
}
