import { findBase } from '../../../bases/find.ts';
import { parseReference } from '../../../bases/reference.ts';
import type { Fit } from '../../rule.ts';
import { baseOf } from './base.ts';

/** How long a program takes until it answers, on a quiet machine. */
export interface Starting {
  /** For people: `SonarQube`. */
  readonly name: string;
  readonly seconds: number;
  /** Known of its kind only. */
  readonly general?: true;
}

/**
 * By family of the table of bases; by repository, where that has none. From what the makers' charts, operators and
 * documentation allow for the first start, in which most of them make their data.
 */
const FAMILIES: Readonly<Record<string, Starting>> = {
  mysql: { name: 'MySQL', seconds: 30 },
  mariadb: { name: 'MariaDB', seconds: 30 },
  cassandra: { name: 'Cassandra', seconds: 90 },
  elasticsearch: { name: 'Elasticsearch', seconds: 60 },
  kibana: { name: 'Kibana', seconds: 60 },
  logstash: { name: 'Logstash', seconds: 60 },
  opensearch: { name: 'OpenSearch', seconds: 60 },
  keycloak: { name: 'Keycloak', seconds: 60 },
  sonarqube: { name: 'SonarQube', seconds: 120 },
  'docker.io/gitlab/gitlab-ce': { name: 'GitLab', seconds: 300 },
  'docker.io/gitlab/gitlab-ee': { name: 'GitLab', seconds: 300 },
  jenkins: { name: 'Jenkins', seconds: 60 },
  'docker.io/sonatype/nexus3': { name: 'Nexus', seconds: 120 },
  neo4j: { name: 'Neo4j', seconds: 60 },
  mssql: { name: 'SQL Server', seconds: 30 },
  'docker.io/gvenzl/oracle-free': { name: 'Oracle Database', seconds: 60 },
  'docker.io/gvenzl/oracle-xe': { name: 'Oracle Database', seconds: 60 },
  'container-registry.oracle.com/database/free': { name: 'Oracle Database', seconds: 120 },
  'docker.io/atlassian/jira-software': { name: 'Jira', seconds: 180 },
  'docker.io/atlassian/confluence': { name: 'Confluence', seconds: 180 },
};

/** A program on the JVM that nothing more is known of: a web framework is there after this long at the earliest. */
const JVM: Starting = { name: 'JVM', seconds: 20, general: true };

/** How long the program of a fit takes to start; undefined: nothing is known of that. */
export function startingOf(fit: Fit): Starting | undefined {
  const base = baseOf(fit);
  if (base === undefined) return undefined;
  const known = findBase(base);
  const family = known?.family ?? parseReference(base)?.name;
  // Another command than the image's is another program.
  if (family !== undefined && Object.hasOwn(FAMILIES, family))
    return fit.container.entrypoint ? undefined : FAMILIES[family];
  return known?.runtime?.name === 'java' ? JVM : undefined;
}
