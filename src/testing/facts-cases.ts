import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BaseFacts } from '../bases/types.ts';
import type { Fact, ImageFacts, Presence } from '../core/facts.ts';
import { Source } from '../core/source.ts';
import { type BuildOptions, buildOf } from '../dockerfile/build.ts';
import type { Stage } from '../dockerfile/build-types.ts';
import { parse } from '../dockerfile/parse.ts';

type Named = {
  readonly [K in keyof ImageFacts as ImageFacts[K] extends Fact<unknown> ? K : never]: ImageFacts[K];
};

type ValueOf<F> = F extends { readonly value: infer V } ? V : never;

/** What is expected of a fact: its value, or why it is unknown. */
export type Expected = {
  readonly [K in keyof Named]?: ValueOf<Named[K]> | { readonly unknown: RegExp | string };
};

export interface Case extends BuildOptions {
  readonly name: string;
  readonly file: string;
  /** The stage that is looked at; the last when none is named. */
  readonly target?: string;
  readonly expect?: Expected;
  /** Why a fact is incomplete; of a fact that is expected and not named here it is said that it is whole. */
  readonly incomplete?: { readonly [K in keyof Named]?: string | RegExp };
  /** The notes of a fact's origins, with the stage or base that each is inherited from behind a `<`. */
  readonly from?: { readonly [K in keyof Named]?: readonly string[] };
  /** Programs by presence, separated by spaces. */
  readonly has?: { readonly [P in Presence]?: string };
}

/** What images to build upon do not set. */
const nothingSet = { ports: [], volumes: [], stopSignal: null, health: false } as const;

/** The base that tests invent, under names that no one knows. */
const invented: Readonly<Record<string, BaseFacts>> = {
  'example.com/closed': {
    family: 'closed',
    kind: 'distroless',
    system: { id: 'debian', version: '12' },
    user: { text: 'app', uid: 4000, gid: 4001 },
    users: { app: 4000, other: 4002 },
    shells: [],
    packageManagers: [],
    tools: ['java'],
    closed: true,
    libc: { family: 'glibc', version: '2.36' },
    entrypoint: ['/usr/bin/java', '-jar'],
    command: ['/app.jar'],
    workdir: '/work',
    environment: { PATH: '/usr/bin', LANG: 'C.UTF-8' },
    environmentWhole: true,
    ports: ['8080/tcp'],
    volumes: ['/data'],
    stopSignal: 'SIGQUIT',
    health: true,
    source: 'a test',
    checked: true,
  },
  'example.com/debian': {
    family: 'debian',
    kind: 'distribution',
    system: { id: 'debian', version: '12' },
    user: { text: '' },
    users: { games: 5 },
    shells: ['sh', 'bash'],
    packageManagers: ['apt', 'apt-get', 'dpkg'],
    tools: ['perl'],
    utilities: new Set(['ls', 'tar', 'useradd']),
    closed: true,
    libc: { family: 'glibc', version: '2.36' },
    entrypoint: null,
    command: ['bash'],
    workdir: '/',
    environment: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    environmentWhole: true,
    ...nothingSet,
    source: 'a test',
    checked: true,
  },
  'example.com/alpine': {
    family: 'alpine',
    kind: 'distribution',
    system: { id: 'alpine', version: '3.20' },
    user: { text: '' },
    shells: ['sh', 'ash'],
    packageManagers: ['apk'],
    tools: ['busybox', 'wget', 'nc'],
    utilities: new Set(['ls', 'tar', 'adduser', 'vi']),
    closed: true,
    libc: { family: 'musl', version: '1.2.5' },
    entrypoint: null,
    command: ['/bin/sh'],
    workdir: '/',
    environment: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    environmentWhole: true,
    ...nothingSet,
    source: 'a test',
    checked: true,
  },
  'example.com/busybox': {
    family: 'busybox',
    kind: 'tool',
    shells: ['sh'],
    packageManagers: [],
    tools: ['busybox', 'wget'],
    utilities: new Set(['ls']),
    closed: true,
    source: 'a test',
    checked: true,
  },
  'example.com/windows': {
    family: 'windows',
    kind: 'distribution',
    system: { id: 'windows' },
    user: { text: 'ContainerUser' },
    libc: { family: 'windows' },
    workdir: 'C:\\',
    source: 'a test',
    checked: true,
  },
};

/** The facts of one stage of a Dockerfile, with the invented bases in place. */
export function factsFor({ file, target, ...options }: Case): ImageFacts {
  const build = buildOf(parse(new Source('Dockerfile', file)), options);
  for (const stage of build.stages) place(stage);
  for (const { to } of build.references) {
    if (to.kind === 'image' && Object.hasOwn(invented, to.reference)) {
      Object.assign(to, { base: invented[to.reference] });
    }
  }
  const stage = build.stages.find(({ label }) => label === target) ?? build.stages.at(-1)!;
  return build.facts(stage);
}

function place(stage: Stage): void {
  const base = stage.image !== undefined && Object.hasOwn(invented, stage.image) && invented[stage.image];
  if (base) Object.assign(stage, { base });
}

/** Makes a test of each case. */
export function testCases(cases: readonly Case[]): void {
  for (const each of cases) test(each.name, () => judge(each, factsFor(each)));
}

function judge({ expect = {}, incomplete = {}, from = {}, has = {} }: Case, facts: ImageFacts): void {
  for (const [name, expected] of Object.entries(expect)) {
    const fact: Fact<unknown> = facts[name as keyof Named];
    if (isUnknown(expected)) {
      if (fact.known !== 'unknown') assert.fail(`${name} is known: ${JSON.stringify(fact.value)}`);
      const { why } = fact;
      if (typeof expected.unknown === 'string') assert.equal(why, expected.unknown);
      else assert.match(why, expected.unknown);
    } else {
      if (fact.known === 'unknown') assert.fail(`${name} is unknown: ${fact.why}`);
      assert.equal(fact.known, 'predicted');
      assert.deepEqual(simple(fact.value), expected, name);
      const why = incomplete[name as keyof Named];
      if (why instanceof RegExp) assert.match(fact.incomplete ?? '', why);
      else assert.equal(fact.incomplete, why, name);
    }
  }
  for (const [name, notes] of Object.entries(from)) {
    const origins = (facts[name as keyof Named] as Fact<unknown>).from;
    assert.deepEqual(
      origins.map(({ note, inherited }) => (inherited === undefined ? note : `${note} < ${inherited}`)),
      notes,
      name,
    );
  }
  for (const [presence, programs] of Object.entries(has)) {
    for (const program of programs.split(' ')) assert.equal(facts.has(program), presence, program);
  }
}

const isUnknown = (expected: unknown): expected is { unknown: RegExp | string } =>
  typeof expected === 'object' && expected !== null && 'unknown' in expected;

/** Without places, which tests of places look at. */
const simple = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(simple) : isFile(value) ? withoutPlace(value) : value;

const isFile = (value: unknown): value is { at: unknown } =>
  typeof value === 'object' && value !== null && 'sources' in value && 'at' in value;

function withoutPlace({ at: _, ...rest }: { at: unknown }): unknown {
  return rest;
}
