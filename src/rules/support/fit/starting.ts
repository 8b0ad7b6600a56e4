import { findBase } from '../../../bases/find.ts';
import { valueOf } from '../../../core/facts.ts';
import type { Fit } from '../../rule.ts';
import { familyOf } from './needs.ts';

/** How long a program takes until it answers, on a quiet machine. */
export interface Starting {
  /** For people: `SonarQube`. */
  readonly name: string;
  readonly seconds: number;
  /** Known of its kind only. */
  readonly general?: true;
}

/**
 * By repository, Docker Hub's without its host. From what the makers' charts, operators and documentation allow for the
 * first start, in which most of them make their data.
 */
const FAMILIES: Readonly<Record<string, Starting>> = {
  mysql: { name: 'MySQL', seconds: 30 },
  mariadb: { name: 'MariaDB', seconds: 30 },
  cassandra: { name: 'Cassandra', seconds: 90 },
  elasticsearch: { name: 'Elasticsearch', seconds: 60 },
  'docker.elastic.co/elasticsearch/elasticsearch': { name: 'Elasticsearch', seconds: 60 },
  'docker.elastic.co/kibana/kibana': { name: 'Kibana', seconds: 60 },
  'docker.elastic.co/logstash/logstash': { name: 'Logstash', seconds: 60 },
  'opensearchproject/opensearch': { name: 'OpenSearch', seconds: 60 },
  'quay.io/keycloak/keycloak': { name: 'Keycloak', seconds: 60 },
  sonarqube: { name: 'SonarQube', seconds: 120 },
  'gitlab/gitlab-ce': { name: 'GitLab', seconds: 300 },
  'gitlab/gitlab-ee': { name: 'GitLab', seconds: 300 },
  'jenkins/jenkins': { name: 'Jenkins', seconds: 60 },
  'sonatype/nexus3': { name: 'Nexus', seconds: 120 },
  neo4j: { name: 'Neo4j', seconds: 60 },
  'mcr.microsoft.com/mssql/server': { name: 'SQL Server', seconds: 30 },
  'gvenzl/oracle-free': { name: 'Oracle Database', seconds: 60 },
  'gvenzl/oracle-xe': { name: 'Oracle Database', seconds: 60 },
  'container-registry.oracle.com/database/free': { name: 'Oracle Database', seconds: 120 },
  'atlassian/jira-software': { name: 'Jira', seconds: 180 },
  'atlassian/confluence': { name: 'Confluence', seconds: 180 },
};

/** A program on the JVM that nothing more is known of: a web framework is there after this long at the earliest. */
const JVM: Starting = { name: 'a program on the JVM', seconds: 20, general: true };

/** How long the program of a fit takes to start; undefined: nothing is known of that. */
export function startingOf({ container, facts, recipe }: Fit): Starting | undefined {
  const base = recipe ? valueOf(facts.base) : container.image?.value;
  if (base === undefined) return undefined;
  const family = familyOf(base);
  // Another command than the image's is another program.
  if (family !== undefined && Object.hasOwn(FAMILIES, family))
    return container.entrypoint ? undefined : FAMILIES[family];
  return findBase(base)?.runtime?.name === 'java' ? JVM : undefined;
}
