import { optionFields } from './option-fields.ts';
import type { Instruction, KeyValue, Word } from './tree.ts';

/** A text in which BuildKit replaces variables, and the entry of ENV, LABEL or ARG that it belongs to. */
export interface Site {
  readonly word: Word;
  readonly entry?: KeyValue;
}

/**
 * The words of an instruction in which BuildKit itself replaces variables. What a shell or a program expands later
 * (the commands of RUN, CMD, ENTRYPOINT and HEALTHCHECK) is not among them.
 * Source: Dockerfile reference, “Environment replacement”; flags as dockerfile2llb processes them.
 */
export function expansionSites(instruction: Instruction): Site[] {
  switch (instruction.keyword) {
    case 'ADD':
    case 'COPY':
      return [
        ...flagValues(instruction, 'chown', 'chmod', 'checksum', 'exclude'),
        ...instruction.sources.map((word) => ({ word })),
        ...(instruction.destination ? [{ word: instruction.destination }] : []),
      ];
    case 'ENV':
    case 'LABEL':
    case 'ARG':
      return instruction.entries.flatMap((entry) => [
        ...(instruction.keyword === 'ARG' ? [] : [{ word: entry.key, entry }]),
        ...(entry.value ? [{ word: entry.value, entry }] : []),
      ]);
    case 'EXPOSE':
    case 'VOLUME':
      return instruction.words.map((word) => ({ word }));
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
      return instruction.value ? [{ word: instruction.value }] : [];
    case 'RUN':
      return instruction.flags
        .filter(({ name }) => name === 'mount')
        .flatMap((flag) => (optionFields(flag) ?? []).map(({ value }) => ({ word: value })));
    default:
      return [];
  }
}

const flagValues = ({ flags }: Instruction, ...names: string[]): Site[] =>
  flags.flatMap(({ name, value }) => (names.includes(name) && value ? [{ word: value }] : []));
