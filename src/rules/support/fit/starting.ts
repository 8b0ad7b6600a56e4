import { findBase } from '../../../bases/find.ts';
import { parseReference } from '../../../bases/reference.ts';
import type { Fit } from '../../rule.ts';
import { baseOf } from './base.ts';

/** How long a program may take until it answers. */
export interface Starting {
  /** For people: `SonarQube`. */
  readonly name: string;
  /** No more than its maker allows for. */
  readonly seconds: number;
  /** What of its maker's says so, for people. */
  readonly source: string;
}

const ENTRYPOINT = 'its image waits up to 30 s for the server that makes the data alone';
const UNIT = 'its package’s unit allows at least 75 s';
const ATLASSIAN = 'its maker’s chart allows 2 min';
const ORACLE = 'its maker’s example of a health check allows 100 s';

/**
 * By family of the table of bases; by repository, where that has none. What the makers allow for was read in:
 * docker-library/mysql and mariadb (`docker-entrypoint.sh`: 30 tries, a second each); cassandra (RING_DELAY, 30 s by default,
 * for which a node that joins waits); elastic/elasticsearch (`TimeoutStartSec` of its unit: 75 s to 900 s) and elastic/helm-charts
 * (Logstash: liveness from 300 s on, readiness from 60 s); opensearch-project/helm-charts (startup probe: 305 s); the operator of
 * keycloak/keycloak (600 s); SonarSource/helm-chart-sonarqube (270 s); gitlabhq/omnibus-gitlab (HEALTHCHECK: 5 min);
 * jenkinsci/helm-charts (120 s); sonatype/docker-nexus3 (README: “2-3 minutes”); neo4j/helm-charts (5000 s); gvenzl/oci-oracle
 * (README); atlassian/data-center-helm-charts (liveness: 60 s + 12 × 5 s).
 */
const FAMILIES: Readonly<Record<string, Starting>> = {
  mysql: { name: 'MySQL', seconds: 30, source: ENTRYPOINT },
  mariadb: { name: 'MariaDB', seconds: 30, source: ENTRYPOINT },
  cassandra: { name: 'Cassandra', seconds: 30, source: 'a node that joins waits 30 s for its ring' },
  elasticsearch: { name: 'Elasticsearch', seconds: 60, source: UNIT },
  logstash: { name: 'Logstash', seconds: 60, source: 'its maker’s chart waits 5 min' },
  opensearch: { name: 'OpenSearch', seconds: 60, source: 'its maker’s chart allows 5 min' },
  keycloak: { name: 'Keycloak', seconds: 60, source: 'its operator allows 10 min' },
  sonarqube: { name: 'SonarQube', seconds: 120, source: 'its maker’s chart allows 4 min and a half' },
  'docker.io/gitlab/gitlab-ce': {
    name: 'GitLab',
    seconds: 300,
    source: 'its image’s own check allows 5 min',
  },
  'docker.io/gitlab/gitlab-ee': {
    name: 'GitLab',
    seconds: 300,
    source: 'its image’s own check allows 5 min',
  },
  jenkins: { name: 'Jenkins', seconds: 60, source: 'its maker’s chart allows 2 min' },
  'docker.io/sonatype/nexus3': { name: 'Nexus', seconds: 120, source: 'its maker says 2 to 3 min' },
  neo4j: { name: 'Neo4j', seconds: 60, source: 'its maker’s chart allows more than an hour' },
  'docker.io/gvenzl/oracle-free': { name: 'Oracle Database', seconds: 60, source: ORACLE },
  'docker.io/gvenzl/oracle-xe': { name: 'Oracle Database', seconds: 60, source: ORACLE },
  'docker.io/atlassian/jira-software': { name: 'Jira', seconds: 120, source: ATLASSIAN },
  'docker.io/atlassian/confluence': { name: 'Confluence', seconds: 120, source: ATLASSIAN },
};

/** How long the program of a fit may take to start; undefined: nobody says. */
export function startingOf(fit: Fit): Starting | undefined {
  const base = baseOf(fit);
  // Another command than the image's is another program.
  if (base === undefined || fit.container.entrypoint) return undefined;
  const family = findBase(base)?.family ?? parseReference(base)?.name;
  return family !== undefined && Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined;
}
