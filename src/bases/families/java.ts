import { isBefore } from '../compare.ts';
import type { Family } from '../family.ts';
import { read } from '../source.ts';
import type { Tag } from '../tag.ts';
import { always, certificates, minimalLacks, systemPath, usually } from './shared.ts';

const jreTools = ['java', 'keytool', 'jfr', 'rmiregistry'];
const jdkTools = ['javac', 'jar', 'jshell', 'jlink', 'jdeps', 'jcmd', 'jmap', 'jstack'];
const adoptium = {
  JAVA_HOME: '/opt/java/openjdk',
  PATH: `/opt/java/openjdk/bin:${systemPath}`,
};

/**
 * Whether Temurin's image has the entrypoint that imports certificates: every version since November 2023, so that an exact
 * one tells whether it is old.
 */
function hasEntrypoint({ text, versions: [version = '25'] }: Tag): boolean {
  if (!version.includes('.')) return !/^8u\d/.test(text);
  const first = isBefore(version, '12') ? '11.0.22' : isBefore(version, '18') ? '17.0.10' : '21.0.2';
  return !isBefore(version, first);
}

/** Java runtimes and kits, and the tools that build with them. */
export const java: readonly Family[] = [
  {
    name: 'eclipse-temurin',
    repositories: ['eclipse-temurin'],
    kind: 'language',
    source: read(
      'Dockerfiles of adoptium/containers: 25/jre/ubuntu/noble, 17/jre/ubuntu/jammy, 21/jre/alpine/3.20 and others',
    ),
    examples: [
      'eclipse-temurin:21-jre',
      'eclipse-temurin:17-jdk-alpine',
      'eclipse-temurin:21-jre-ubi9-minimal',
      'eclipse-temurin:21-jdk-noble',
    ],
    runtime: 'java',
    product: 'temurin',
    system: usually('ubuntu'),
    facts: {
      environment: { ...adoptium, LANG: 'en_US.UTF-8', LANGUAGE: 'en_US:en', LC_ALL: 'en_US.UTF-8' },
      environmentNames: ['JAVA_VERSION'],
      tools: jreTools,
    },
    variants: [
      { when: 'ubuntu', facts: { environmentWhole: true } },
      { when: 'alpine', facts: { environmentWhole: true } },
      { when: 'ubuntu', facts: { tools: ['curl', 'wget', ...certificates], lacks: ['git', 'nc'] } },
      { when: 'alpine', facts: { tools: ['openssl'], lacks: ['curl', 'git'] } },
      { when: 'jre', facts: { sizeClass: 'medium' } },
      { when: '!jre', facts: { tools: jdkTools, development: true, sizeClass: 'medium' } },
      { when: 'jdk', facts: {} },
    ],
    more: (tag) => {
      if (tag.system?.id === 'windows') return undefined;
      const shell = !tag.words.includes('jre') && !isBefore(tag.versions[0] ?? '9', '9');
      return {
        ...(hasEntrypoint(tag) ? { entrypoint: ['/__cacert_entrypoint.sh'], command: null } : {}),
        ...(shell ? { command: ['jshell'] } : {}),
      };
    },
  },
  {
    name: 'amazoncorretto',
    repositories: ['amazoncorretto', 'public.ecr.aws/amazoncorretto/amazoncorretto'],
    kind: 'language',
    source: read(
      'Dockerfiles of corretto/corretto-docker: 21/jdk/al2023, 25/jdk/al2023',
      'the other systems',
    ),
    examples: ['amazoncorretto:21', 'amazoncorretto:17-alpine3.20', 'amazoncorretto:21-al2023-headless'],
    runtime: 'java',
    product: 'corretto',
    system: usually('amzn'),
    facts: {
      entrypoint: null,
      environmentNames: ['LANG', 'JAVA_HOME'],
      tools: jreTools,
      sizeClass: 'medium',
    },
    words: 'headless headful generic',
    variants: [
      { when: '!headless !headful', facts: { tools: jdkTools } },
      { when: 'jdk', facts: {} },
      { when: 'full', facts: {} },
      {
        when: 'amzn !headless !headful',
        since: '21',
        before: '22',
        facts: { environment: { LANG: 'C.UTF-8', JAVA_HOME: '/usr/lib/jvm/java-21-amazon-corretto' } },
      },
      {
        when: 'amzn !headless !headful',
        since: '25',
        before: '26',
        facts: { environment: { LANG: 'C.UTF-8', JAVA_HOME: '/usr/lib/jvm/java-25-amazon-corretto' } },
      },
    ],
  },
  {
    name: 'openjdk',
    repositories: ['openjdk', 'java'],
    kind: 'language',
    source: read(
      'Dockerfiles of docker-library/openjdk: 17/jdk/slim-bullseye, 17/jdk/oraclelinux8',
      'jre, and versions before 12',
    ),
    examples: ['openjdk:17', 'openjdk:11-jre-slim', 'openjdk:8-jdk-alpine', 'openjdk:17-jdk-slim-bullseye'],
    runtime: 'java',
    system: (tag) => {
      if (!tag) return undefined;
      const major = Number.parseInt(tag.versions[0] ?? '', 10);
      if (tag.words.includes('slim') || major <= 11) return { id: 'debian' };
      return major >= 12 ? { id: 'ol', flavour: 'minimal' } : undefined;
    },
    flavours: { ol: 'minimal' },
    // Without updates since July 2022: other vendors' images take its place.
    facts: { entrypoint: null, tools: jreTools, endOfLife: '2022-07-31', sizeClass: 'large' },
    words: 'ea rc',
    variants: [
      { when: '!jre', facts: { tools: jdkTools } },
      { when: '!jre', since: '9', facts: { command: ['jshell'] } },
      { when: 'slim', facts: { lacks: ['curl', 'wget', 'git'], sizeClass: 'medium' } },
      { when: 'ol', since: '17', before: '18', facts: { tools: ['curl', 'tar', 'gzip'] } },
      { when: 'jdk', facts: {} },
    ],
  },
  {
    name: 'ibm-semeru-runtimes',
    repositories: ['ibm-semeru-runtimes', 'icr.io/appcafe/ibm-semeru-runtimes'],
    kind: 'language',
    source: read(
      'Dockerfile of ibmruntimes/semeru-containers: 21/jre/ubuntu/noble',
      'jdk and the other systems',
    ),
    examples: ['ibm-semeru-runtimes:open-21-jre', 'ibm-semeru-runtimes:open-17-jdk-jammy'],
    runtime: 'java',
    system: usually('ubuntu'),
    forget: ['entrypoint', 'command'],
    facts: {
      environment: { ...adoptium, LANG: 'en_US.UTF-8', LANGUAGE: 'en_US:en', LC_ALL: 'en_US.UTF-8' },
      environmentNames: ['JAVA_VERSION', 'JAVA_TOOL_OPTIONS'],
      tools: ['java', 'keytool'],
      sizeClass: 'medium',
    },
    words: 'open jdk jre certified',
    variants: [
      { when: 'ubuntu jre', facts: { entrypoint: null, command: ['/bin/bash'], tools: ['curl'] } },
      { when: '!jre', facts: { tools: ['javac', 'jar'], development: true } },
    ],
  },
  {
    name: 'sapmachine',
    repositories: ['sapmachine'],
    kind: 'language',
    source: read(
      'Dockerfiles of SAP/SapMachine-infrastructure: 21/ubuntu/24_04/jre, 21/distroless/debian11/nonroot',
      'jdk, and Alpine',
    ),
    examples: ['sapmachine:21', 'sapmachine:21-jre-ubuntu-24.04', 'sapmachine:21-jre-ubuntu-noble'],
    runtime: 'java',
    system: usually('ubuntu'),
    forget: ['entrypoint', 'command'],
    facts: { tools: ['java', 'keytool'] },
    words: 'jre jdk headless lts nonroot',
    // Only the files of the distroless image are taken over, not what it is configured to run as.
    bare: (tag) => tag?.words.includes('distroless') === true,
    variants: [
      { when: 'ubuntu jre', facts: { entrypoint: null, command: ['bash'], lacks: minimalLacks } },
      {
        when: 'distroless',
        facts: {
          user: { text: '', uid: 0, gid: 0 },
          packageManagers: [],
          entrypoint: ['/usr/bin/java', '-jar'],
          environmentNames: ['SSL_CERT_FILE', 'LANG', 'JAVA_VERSION'],
        },
      },
      { when: 'distroless !debug', facts: { shells: [] } },
      { when: 'distroless debug', facts: { shells: ['sh'], development: true } },
    ],
  },
  {
    name: 'azul/zulu-openjdk',
    repositories: [
      'azul/zulu-openjdk',
      'azul/zulu-openjdk-alpine',
      'azul/zulu-openjdk-debian',
      'azul/zulu-openjdk-centos',
    ],
    kind: 'language',
    source: read('Dockerfile of zulu-openjdk/zulu-openjdk: 11.0.18, the kit on Ubuntu', 'the other systems'),
    examples: [
      'azul/zulu-openjdk:21',
      'azul/zulu-openjdk-alpine:21-jre-headless',
      'azul/zulu-openjdk-debian:17',
    ],
    runtime: 'java',
    system: (_tag, repository) => {
      const id = /-(alpine|debian|centos)$/.exec(repository)?.[1] ?? 'ubuntu';
      return { id };
    },
    forget: ['entrypoint', 'command'],
    facts: { tools: ['java', 'keytool'], environmentNames: ['JAVA_HOME'] },
    words: 'jre headless jdk',
    variants: [{ when: '!jre', facts: { tools: ['javac', 'jar'] } }],
  },
  {
    name: 'bellsoft/liberica',
    repositories: [
      'bellsoft/liberica-openjdk-alpine',
      'bellsoft/liberica-openjre-alpine',
      'bellsoft/liberica-openjdk-debian',
      'bellsoft/liberica-openjre-debian',
      'bellsoft/liberica-runtime-container',
    ],
    kind: 'language',
    source: read('Dockerfile of bell-sw/Liberica: liberica-openjre-alpine of 21', 'the other images'),
    examples: ['bellsoft/liberica-openjre-alpine:21', 'bellsoft/liberica-runtime-container:jre-21-slim-musl'],
    runtime: 'java',
    system: (_tag, repository) => {
      const id = /-(alpine|debian)$/.exec(repository)?.[1];
      return id === undefined ? undefined : { id };
    },
    // Those on Alpine bring the C library of GNU along, and which of the two a program finds is not known.
    forget: ['entrypoint', 'command', 'libc'],
    facts: { tools: ['java'], environmentNames: ['JAVA_HOME', 'LANG'] },
    more: (_tag, repository) => (repository.endsWith('-debian') ? { libc: { family: 'glibc' } } : undefined),
    words: 'jre jdk slim musl glibc all crac cds stream',
  },
  {
    name: 'microsoft/openjdk',
    repositories: ['mcr.microsoft.com/openjdk/jdk'],
    kind: 'language',
    source: read(
      'Dockerfiles of microsoft/openjdk-docker: ubuntu and distroless of 21',
      'Azure Linux and CBL-Mariner',
    ),
    examples: [
      'mcr.microsoft.com/openjdk/jdk:21-ubuntu',
      'mcr.microsoft.com/openjdk/jdk:17-mariner',
      'mcr.microsoft.com/openjdk/jdk:21-distroless',
    ],
    runtime: 'java',
    bare: (tag) => tag?.words.includes('distroless') === true,
    forget: ['entrypoint', 'command'],
    facts: { users: { app: 101 }, environmentNames: ['JAVA_HOME'] },
    variants: [
      {
        when: 'distroless',
        facts: {
          shells: [],
          packageManagers: [],
          entrypoint: ['/usr/jdk/bin/java'],
          environment: { JAVA_HOME: '/usr/jdk' },
        },
      },
      { when: '!distroless', facts: { tools: [...jreTools, ...jdkTools] } },
    ],
    words: 'cm2',
    more: ({ words, versions: [version = ''] }) => {
      const major = Number.parseInt(version, 10);
      return words.includes('distroless') || !(major >= 11)
        ? undefined
        : { environment: { JAVA_HOME: `/usr/lib/jvm/msopenjdk-${major}` } };
    },
  },
  {
    name: 'graalvm',
    repositories: [
      'ghcr.io/graalvm/jdk-community',
      'ghcr.io/graalvm/native-image-community',
      'container-registry.oracle.com/graalvm/jdk',
      'container-registry.oracle.com/graalvm/native-image',
      'ghcr.io/graalvm/graalvm-ce',
    ],
    kind: 'development',
    source: read(
      'Dockerfiles of graalvm/container: native-image-community of 23 on Oracle Linux 9, graalvm-community of 25',
      'the images of Oracle GraalVM',
    ),
    examples: ['ghcr.io/graalvm/native-image-community:21', 'ghcr.io/graalvm/jdk-community:21-ol9'],
    runtime: 'java',
    system: (tag) => (tag ? { id: 'ol', flavour: 'minimal' } : undefined),
    flavours: { ol: 'minimal' },
    forget: ['entrypoint', 'command'],
    facts: { tools: ['java', 'javac', 'jar'], development: true, sizeClass: 'large' },
    words: 'muslib',
    wordPattern: /^(?:java\d+|jdk\d*)$/,
    more: (_tag, repository) =>
      repository.includes('native-image')
        ? {
            entrypoint: ['native-image'],
            command: ['--version'],
            workdir: '/app',
            tools: ['native-image', 'gcc'],
          }
        : undefined,
  },
  {
    name: 'gradle',
    repositories: ['gradle'],
    kind: 'development',
    source: read('Dockerfile of keeganwitt/docker-gradle: jdk21-noble', 'the other systems'),
    setsNothingElse: true,
    examples: ['gradle:8.12-jdk21', 'gradle:8-jdk17-alpine', 'gradle:jdk21-noble'],
    system: usually('ubuntu'),
    facts: {
      user: { text: 'root', uid: 0, gid: 0 },
      workdir: '/home/gradle',
      volumes: ['/home/gradle/.gradle'],
      users: { gradle: 1000 },
      packageManagers: ['gradle'],
      tools: ['java', 'javac', 'git', 'unzip', 'wget'],
      development: true,
      sizeClass: 'large',
    },
    // In Ubuntu's stead, whose first user it is, `gradle` has 1000.
    forget: ['users'],
    words: 'jdk graal corretto ubi',
    wordPattern: /^(?:jdk\d+|lts)$/,
    variants: [
      {
        when: 'ubuntu',
        facts: { entrypoint: ['/__cacert_entrypoint.sh'], tools: ['hg', 'svn', 'ssh', 'curl'] },
      },
      { when: '', facts: { command: ['gradle'] } },
    ],
  },
  {
    name: 'maven',
    repositories: ['maven'],
    kind: 'development',
    source: read('Dockerfile of carlossg/docker-maven: eclipse-temurin-21', 'the other kits'),
    examples: [
      'maven:3.9-eclipse-temurin-21',
      'maven:3.9.9-amazoncorretto-17',
      'maven:3-eclipse-temurin-17-alpine',
    ],
    system: (tag) => {
      if (!tag) return undefined;
      const from = (word: string) => tag.words.includes(word);
      return from('amazoncorretto') ? { id: 'amzn' } : from('temurin') ? { id: 'ubuntu' } : undefined;
    },
    facts: {
      entrypoint: ['/usr/local/bin/mvn-entrypoint.sh'],
      command: ['mvn'],
      packageManagers: ['mvn'],
      tools: ['java', 'javac'],
      environment: { MAVEN_HOME: '/usr/share/maven', MAVEN_CONFIG: '/root/.m2' },
      development: true,
      sizeClass: 'large',
    },
    variants: [
      { when: 'temurin !alpine', facts: { tools: ['git', 'curl', 'wget'] } },
      { when: '', since: '3.9', facts: { ports: [], volumes: [], stopSignal: null } },
    ],
    words:
      'eclipse temurin amazoncorretto ibmjava ibm semeru sapmachine openjdk slim libericaopenjdk jdk azulzulu graalvm microsoft open',
  },
  {
    name: 'tomcat',
    repositories: ['tomcat'],
    kind: 'service',
    source: read('Dockerfile of docker-library/tomcat: 10.1/jdk21/temurin-noble', 'the other kits'),
    setsNothingElse: true,
    examples: ['tomcat:10.1-jre21', 'tomcat:9-jdk17-temurin-jammy', 'tomcat:11'],
    runtime: 'tomcat',
    product: 'tomcat',
    system: usually('ubuntu'),
    facts: {
      entrypoint: null,
      command: ['catalina.sh', 'run'],
      ports: ['8080/tcp'],
      workdir: '/usr/local/tomcat',
      environment: { CATALINA_HOME: '/usr/local/tomcat', PATH: `/usr/local/tomcat/bin:${adoptium.PATH}` },
      tools: ['java', 'catalina.sh'],
      sizeClass: 'medium',
    },
    words: 'temurin corretto openjdk slim',
    wordPattern: /^(?:jre|jdk)\d+$/,
  },
  {
    name: 'jetty',
    repositories: ['jetty'],
    kind: 'service',
    source: read('Dockerfile of jetty/jetty.docker: eclipse-temurin/12.0/jre21', 'the other kits'),
    examples: ['jetty:12-jre21', 'jetty:11'],
    facts: {
      user: { text: 'jetty' },
      workdir: '/var/lib/jetty',
      ports: ['8080/tcp'],
      entrypoint: ['/docker-entrypoint.sh'],
      command: ['java', '-jar', '/usr/local/jetty/start.jar'],
      environment: { JETTY_HOME: '/usr/local/jetty', JETTY_BASE: '/var/lib/jetty', TMPDIR: '/tmp/jetty' },
      tools: ['java'],
    },
    words: 'eclipse temurin amazoncorretto slim',
    wordPattern: /^(?:jre|jdk)\d+$/,
  },
  {
    name: 'flyway',
    repositories: ['flyway/flyway', 'redgate/flyway'],
    kind: 'tool',
    source: read('dockerfiles/Dockerfile of flyway/flyway-docker', 'Alpine and Azure'),
    examples: ['flyway/flyway:11'],
    system: always('ubuntu'),
    facts: { entrypoint: ['flyway'], command: ['-?'], workdir: '/flyway', tools: ['java', 'flyway'] },
  },
];
