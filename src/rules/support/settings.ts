import type { Span } from '../../core/span.ts';
import type { Build, Command } from '../../dockerfile/build-types.ts';
import type { Arg, Env } from '../../dockerfile/tree.ts';

/** A variable that the file gives a value: by ENV or ARG, or in a script. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  /** The ENV or ARG with its entry, when it is one. */
  readonly from?: { readonly instruction: Env | Arg; readonly entry: Env['entries'][number] };
  readonly command?: Command;
}

/** Every variable of these names that is given a value which can be seen, in order of kind. */
export function* settingsOf(build: Build, names: { has(name: string): boolean }): Iterable<Setting> {
  for (const instruction of build.all('ENV', 'ARG')) {
    for (const entry of instruction.entries) {
      const name = entry.key.text;
      if (!names.has(name) || !entry.value) continue;
      const { value } = build.expand(entry.value, instruction);
      yield { name, value: value.trim(), span: entry.span, from: { instruction, entry } };
    }
  }
  for (const command of build.commands()) {
    for (const { name, value, span } of command.assignments) {
      if (names.has(name) && value) yield { name, value: value.value, span, command };
    }
  }
}
