import type { Build, OfKeyword, Stage, Word } from '../../dockerfile/build-types.ts';
import type { ImageSubject } from '../rule.ts';

/** One port of an EXPOSE, as its value says it. */
export interface ExposedPort {
  readonly word: Word;
  /** The value is what is written: no variable, no quotes. */
  readonly literal: boolean;
  /** `[address:][port:]port[/protocol]`, variables expanded. */
  readonly text: string;
  /** What stands before the container's port: `127.0.0.1:80`, `80`. */
  readonly host?: string;
  /** The container's port or range as written: `80`, `80-90`. */
  readonly port: string;
  /** The numbers of `port`: first and last; undefined when it is not made of numbers. */
  readonly numbers?: readonly [number, number];
  /** As written; '' when absent. */
  readonly protocol: string;
}

/** The ports of an EXPOSE whose values are known, one variable may hold several. */
export function exposedPorts(build: Build, instruction: OfKeyword<'EXPOSE'>): ExposedPort[] {
  if (instruction.keyword !== 'EXPOSE') return [];
  return instruction.words.flatMap((word) => {
    const { value, complete } = build.expand(word, instruction);
    if (!complete) return [];
    const literal = value === word.text;
    return value
      .split(/\s+/)
      .filter((text) => text !== '')
      .map((text) => ({ word, literal, ...readPort(text) }));
  });
}

function readPort(text: string): Omit<ExposedPort, 'word' | 'literal'> {
  const slash = text.lastIndexOf('/');
  const protocol = slash === -1 ? '' : text.slice(slash + 1);
  const address = slash === -1 ? text : text.slice(0, slash);
  const colon = address.lastIndexOf(':');
  const port = address.slice(colon + 1);
  const range = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(port);
  return {
    text,
    port,
    protocol,
    ...(colon === -1 ? {} : { host: address.slice(0, colon) }),
    ...(range ? { numbers: [Number(range[1]), Number(range[2] ?? range[1])] as const } : {}),
  };
}

/** Whether an EXPOSE of the stage, or of one that it is built on, names a port; a range or a variable may be any. */
export function exposedBy({ build, stage }: NonNullable<ImageSubject['recipe']>): (port: number) => boolean {
  const named = new Set<string>();
  let any = false;
  for (let at: Stage | undefined = stage; at; at = at.parent) {
    for (const each of at.instructions) {
      for (const { span } of each.keyword === 'EXPOSE' ? each.words : []) {
        const text = build.source.slice(span);
        if (/[$-]/.test(text)) any = true;
        for (const digits of text.split(/[^\d]+/)) named.add(digits);
      }
    }
  }
  return (port) => any || named.has(String(port));
}
