import type { Root } from '../image/reader.ts';

/** A server that is known by the name of its main archive. */
interface NamedJar {
  readonly name: string;
  /** Where its own images and packages have it. */
  readonly folders: readonly string[];
  /** Its first group is the version. */
  readonly pattern: RegExp;
  readonly cpe: string;
}

/** By the names that Maven gives the archives; the folders are those of the projects' own images, which were not at hand. */
const JARS: readonly NamedJar[] = [
  jar('elasticsearch', 'elastic:elasticsearch', ['/usr/share/elasticsearch/lib']),
  jar('opensearch', 'amazon:opensearch', ['/usr/share/opensearch/lib']),
  jar('logstash', 'elastic:logstash', ['/usr/share/logstash/logstash-core/lib/jars'], 'logstash-core'),
  jar(
    'kafka',
    'apache:kafka',
    ['/opt/kafka/libs', '/opt/bitnami/kafka/libs', '/usr/share/java/kafka'],
    'kafka-clients',
  ),
  jar('zookeeper', 'apache:zookeeper', [
    '/opt/zookeeper/lib',
    '/opt/bitnami/zookeeper/lib',
    '/usr/share/java',
  ]),
  jar('cassandra', 'apache:cassandra', ['/opt/cassandra/lib', '/usr/share/cassandra'], 'apache-cassandra'),
  jar('solr', 'apache:solr', ['/opt/solr/server/solr-webapp/webapp/WEB-INF/lib'], 'solr-core'),
  jar('activemq', 'apache:activemq', ['/opt/apache-activemq/lib', '/opt/activemq/lib'], 'activemq-broker'),
  jar('keycloak', 'redhat:keycloak', ['/opt/keycloak/lib/lib/main'], 'org.keycloak.keycloak-core'),
  jar('neo4j', 'neo4j:neo4j', ['/var/lib/neo4j/lib']),
];

function jar(name: string, cpe: string, folders: readonly string[], archive = name): NamedJar {
  const pattern = new RegExp(
    `^${archive.replaceAll('.', '\\.')}-(\\d{1,4}(?:\\.\\d{1,6}){1,3}(?:-(?:alpha|beta|rc|m)[.-]?\\d{0,3})?)\\.jar$`,
  );
  return { name, cpe, folders, pattern };
}

/** Servers in Java whose main archive lies where their images have it. */
export function* namedJars(root: Root): Generator<{
  readonly name: string;
  readonly version: string;
  readonly cpe: string;
  readonly path: string;
  readonly layer: number;
}> {
  for (const { name, cpe, folders, pattern } of JARS) {
    for (const folder of folders) {
      for (const file of root.list(folder)) {
        const version = pattern.exec(file)?.[1];
        const stat = version === undefined ? undefined : root.stat(`${folder}/${file}`);
        if (version !== undefined && stat?.kind === 'file')
          yield { name, version, cpe, path: stat.path, layer: stat.layer };
      }
    }
  }
}
