import { contentRule } from '../rule.ts';
import { needsOf } from '../support/content/needs.ts';
import { type ProgramKind, toolsOf } from '../support/content/surface.ts';

/** What the program does not need serves whoever breaks in, and has flaws of its own. */
export const unneededTools = contentRule({
  name: 'unneeded-tools',
  title: 'Keep tools out of the image that its program does not need',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-DI-0003', 'CIS-4.3'],
  help: 'build on an image without them (distroless, scratch), or copy the program into one; a debug container brings its own tools when they are needed',
  fixable: false,

  *check({ tree, image }) {
    const needs = needsOf(tree, image.config);
    if (!needs) return;
    for (const { kind, name, file } of toolsOf(tree)) {
      if (needs.paths.has(file.path) || needs.commands.has(name)) continue;
      if (needs.script && MAY_BE_CALLED.has(kind)) continue;
      yield { at: { path: file.path }, key: kind, ...TOLD[kind] };
    }
  },
});

/** What a script that is not followed calls more often than not. */
const MAY_BE_CALLED: ReadonlySet<ProgramKind> = new Set(['shells', 'network-tools', 'interpreters']);

/** Systems bring shells, their package manager and Perl or Python whether one wants them or not; the others somebody put there. */
const TOLD: Readonly<Record<ProgramKind, { message: string; severity: 'low' | 'info' }>> = {
  shells: { message: 'a shell, which starting the image does not need', severity: 'info' },
  'package-managers': {
    message: 'a package manager, which starting the image does not need',
    severity: 'info',
  },
  'network-tools': {
    message:
      'a tool for the network, which starting the image does not need: it fetches what an attacker wants next',
    severity: 'low',
  },
  compilers: {
    message: 'a compiler, assembler or linker, which starting the image does not need',
    severity: 'low',
  },
  debuggers: {
    message: 'an editor, debugger or tracer, which starting the image does not need',
    severity: 'low',
  },
  interpreters: { message: 'an interpreter, which starting the image does not need', severity: 'info' },
};
