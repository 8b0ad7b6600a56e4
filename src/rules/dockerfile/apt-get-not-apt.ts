import type { Edit } from '../../core/edit.ts';
import type { Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { replace } from '../support/edits.ts';
import { runsOf } from '../support/runs.ts';

/** apt is made for people: its options and its output may change from release to release. */
export const aptGetNotApt = dockerfileRule({
  name: 'apt-get-not-apt',
  title: 'Use apt-get in scripts, not apt',
  severity: 'low',
  set: 'strict',
  aliases: ['DL3027'],
  help: 'use apt-get or apt-cache, which keep their interface',
  fixable: true,

  *check(build) {
    for (const { commands } of runsOf(build)) {
      const calls = commands.filter(({ name }) => name === 'apt');
      if (calls.length === 0) continue;
      const edits = calls.map(renaming);
      yield {
        at: calls[0]!.words[0]!.span,
        also: calls.slice(1).map(({ words }) => words[0]!.span),
        message: 'apt is made for people at a terminal and has no stable interface for scripts',
        ...(edits.every((each) => each !== undefined)
          ? { fix: { title: 'use apt-get', safe: true, edits: edits.flat() } }
          : {}),
      };
    }
  },
});

/** The edits that make a call of apt one of apt-get or apt-cache; undefined where neither does the same. */
function renaming({ words }: Command): Edit[] | undefined {
  const program = words[0]!;
  const verb = words.slice(1).find(({ value }) => /^[a-z]/.test(value));
  if (!verb?.literal || program.raw !== program.value) return undefined;
  const [name, newVerb] = renamed.get(verb.value) ?? (same.has(verb.value) ? ['apt-get', verb.value] : []);
  if (!name || !newVerb) return undefined;
  const edits = [replace(program.span, program.value.slice(0, -'apt'.length) + name)];
  if (newVerb !== verb.value) edits.push(replace(verb.span, newVerb));
  return edits;
}

/** What both take and do alike. */
const same: ReadonlySet<string> = new Set(
  `install reinstall update upgrade dist-upgrade remove purge autoremove autopurge clean autoclean source build-dep
   download satisfy`.split(/\s+/),
);

const renamed: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['full-upgrade', ['apt-get', 'dist-upgrade']],
  ['show', ['apt-cache', 'show']],
  ['search', ['apt-cache', 'search']],
  ['policy', ['apt-cache', 'policy']],
  ['depends', ['apt-cache', 'depends']],
  ['rdepends', ['apt-cache', 'rdepends']],
]);
