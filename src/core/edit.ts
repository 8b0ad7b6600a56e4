import type { FactName } from './facts.ts';
import type { Span } from './span.ts';

/** Replaces the text of `span` with `text`; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
  /** The file to edit when it is not the one that the finding is in. */
  readonly path?: string;
}

/** A repair as data. */
export interface Fix {
  /** What it does, as an order: “add USER 65532:65532 after line 101”. */
  readonly title: string;
  /** Safe: the built image behaves the same but for what `title` says. Otherwise applied with `--unsafe` only. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
  /** What this repair means to change of the image, and of how it runs; any other change fails its proof. */
  readonly changes?: readonly (FactName | RunPart)[];
}

/** What of a container's run can be told apart: `run.user`, `run.mounts`, … */
export type RunPart = `run.${RunPartName}`;

export const runPartNames = [
  'image',
  'entrypoint',
  'command',
  'workdir',
  'user',
  'groups',
  'runAsNonRoot',
  'privileged',
  'noNewPrivileges',
  'readOnlyRoot',
  'capabilities',
  'seccomp',
  'apparmor',
  'namespaces',
  'ports',
  'environment',
  'mounts',
  'limits',
  'requests',
  'probes',
  'hooks',
  'devices',
  'restart',
  'stop',
  'token',
  'replicas',
  'other',
] as const;

export type RunPartName = (typeof runPartNames)[number];
