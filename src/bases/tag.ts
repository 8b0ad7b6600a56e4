import type { SystemRef } from './systems.ts';

/** A tag taken apart: `3.13.1-slim-bookworm` is version 3.13.1, the word `slim`, and Debian 12. */
export interface Tag {
  readonly text: string;
  /** What looks like a version, in order, without `v` before and build number behind. */
  readonly versions: readonly string[];
  /** The system that the tag names. */
  readonly system?: SystemRef;
  /** The rest, in order. Architectures, dates and `latest` are left out. */
  readonly words: readonly string[];
}

/** Takes a tag apart at its hyphens. */
export function parseTag(text: string): Tag {
  const tokens = text.split('-');
  const versions: string[] = [];
  const words: string[] = [];
  let system: SystemRef | undefined;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const named = system ? undefined : readSystem(tokens, at);
    if (named) {
      system = named.ref;
      at += named.tokens - 1;
    } else if (versionPattern.test(token)) versions.push(cleanVersion(token));
    else if (!noise.test(token)) words.push(token);
  }
  return { text, versions, ...(system ? { system } : {}), words };
}

const versionPattern = /^v?\d+(?:\.\w+)*(?:u\d+|_\d+|(?:a|b|rc)\d+)?$/;
const noise =
  /^(?:latest|cbl|\d{8}(?:\.\d+)?|\d{9,}|r\d+|b\d+|amd64|arm64|arm64v8|arm32v[567]|arm|i386|386|ppc64le|s390x|riscv64|x86_64|aarch64|)$/;

/** `v1.2` is 1.2, `21.0.5_11` is 21.0.5, `8u342` is 8; a date or build number (eight digits and more) is none. */
function cleanVersion(token: string): string {
  return token.replace(/^v/, '').replace(/(?:u\d+|_\d+)$/, '');
}

interface Named {
  readonly ref: SystemRef;
  /** How many tokens it took. */
  readonly tokens: number;
}

/** Reads `bookworm`, `alpine3.20`, `ubuntu22.04`, `debian-12`, `ubi9-minimal`, `windowsservercore-ltsc2022`, … */
function readSystem(tokens: readonly string[], at: number): Named | undefined {
  const token = tokens[at]!;
  const next = tokens[at + 1];
  const codename = Object.hasOwn(codenames, token) ? codenames[token] : undefined;
  if (codename) return { ref: codename, tokens: 1 };
  if (token === 'windowsservercore' || token === 'nanoserver') return readWindows(token, next);
  const split = /^([a-z][a-z-]*?)(\d[\d.]*)?$/.exec(token);
  const name = split?.[1] ?? '';
  const id = Object.hasOwn(names, name) ? names[name] : undefined;
  if (id === undefined) return undefined;
  const inside = split?.[2];
  if (
    inside === undefined &&
    next !== undefined &&
    Object.hasOwn(codenames, next) &&
    codenames[next]!.id === id
  )
    return { ref: codenames[next]!, tokens: 2 };
  const beside = inside === undefined && next !== undefined && releases[id]?.test(next) ? next : undefined;
  const version = inside ?? beside;
  const used = beside === undefined ? 1 : 2;
  const flavour = tokens[at + used];
  const flavoured = name === 'ubi' && (flavour === 'minimal' || flavour === 'micro' || flavour === 'init');
  return {
    ref: { id, ...(version === undefined ? {} : { version }), ...(flavoured ? { flavour } : {}) },
    tokens: used + (flavoured ? 1 : 0),
  };
}

function readWindows(flavour: string, next: string | undefined): Named {
  const release = next !== undefined && /^(?:ltsc\d{4}|\d{4}|20H2)$/.test(next) ? next : undefined;
  const ref = { id: 'windows', flavour, ...(release === undefined ? {} : { version: release }) };
  return { ref, tokens: release === undefined ? 1 : 2 };
}

const names: Readonly<Record<string, string>> = {
  alpine: 'alpine',
  debian: 'debian',
  ubuntu: 'ubuntu',
  fedora: 'fedora',
  ubi: 'rhel',
  rhel: 'rhel',
  el: 'rhel',
  rockylinux: 'rocky',
  rocky: 'rocky',
  almalinux: 'almalinux',
  oraclelinux: 'ol',
  oracle: 'ol',
  ol: 'ol',
  centos: 'centos',
  al: 'amzn',
  amazonlinux: 'amzn',
  azurelinux: 'azurelinux',
  mariner: 'mariner',
  photon: 'photon',
  wolfi: 'wolfi',
};

/** What a release looks like where it stands behind the name: `alpine-2.1` names a version of something else. */
const releases: Readonly<Record<string, RegExp>> = {
  alpine: /^3\.\d+(?:\.\d+)?$/,
  debian: /^(?:[7-9]|1\d)$/,
  ubuntu: /^\d\d\.\d\d$/,
  amzn: /^(?:2|2023)$/,
};

const debian = (version: string): SystemRef => ({ id: 'debian', version });
const ubuntu = (version: string): SystemRef => ({ id: 'ubuntu', version });

const codenames: Readonly<Record<string, SystemRef>> = {
  wheezy: debian('7'),
  jessie: debian('8'),
  stretch: debian('9'),
  buster: debian('10'),
  bullseye: debian('11'),
  bookworm: debian('12'),
  trixie: debian('13'),
  forky: debian('14'),
  trusty: ubuntu('14.04'),
  xenial: ubuntu('16.04'),
  bionic: ubuntu('18.04'),
  eoan: ubuntu('19.10'),
  focal: ubuntu('20.04'),
  groovy: ubuntu('20.10'),
  hirsute: ubuntu('21.04'),
  impish: ubuntu('21.10'),
  jammy: ubuntu('22.04'),
  kinetic: ubuntu('22.10'),
  lunar: ubuntu('23.04'),
  mantic: ubuntu('23.10'),
  noble: ubuntu('24.04'),
  oracular: ubuntu('24.10'),
  plucky: ubuntu('25.04'),
  questing: ubuntu('25.10'),
  resolute: ubuntu('26.04'),
  stonking: ubuntu('26.10'),
};
