import type { Problem } from '../../core/finding.ts';
import { dockerfileRule } from '../rule.ts';

/** ADD can hold a download to what it was: --checksum for a file, a commit for a repository. */
export const addRemoteChecksum = dockerfileRule({
  name: 'add-remote-checksum',
  title: 'Give a remote ADD its checksum or commit',
  severity: 'medium',
  set: 'recommended',
  aliases: ['CIS-4.12'],
  help: 'add --checksum=sha256:… to a URL, and name a tag or, better, a commit behind # of a repository',
  fixable: false,

  *check(build) {
    for (const add of build.all('ADD')) {
      if (add.flags.some(({ name }) => name === 'checksum')) continue;
      for (const source of add.sources) {
        const url = build.expand('value' in source ? source.value : source, add).value;
        const problem = isRepository(url) ? repository(url) : file(url);
        if (problem) yield { at: source.span, ...problem };
      }
    }
  },
});

/** Source: Dockerfile reference, ADD: a URL whose path ends in `.git` is a repository. */
const isRepository = (url: string): boolean =>
  /^(?:git|ssh):\/\/|^[\w.-]+@[\w.-]+:|^https?:\/\/[^?#]*\.git\/?(?:[?#]|$)/i.test(url);

function repository(url: string): Omit<Problem, 'at'> | undefined {
  if (/[?&](?:commit|checksum)=[0-9a-f]{7,64}\b/i.test(url)) return undefined;
  const ref = /#([^:]*)/.exec(url)?.[1] ?? /[?&](?:ref|tag|branch)=([^&#]*)/.exec(url)?.[1] ?? '';
  // A commit, a tag, a version branch; whoever names one has made a choice.
  if (/\d/.test(ref)) return undefined;
  return { message: `this takes whatever ${ref || 'the default branch'} is on the day of the build` };
}

function file(url: string): Omit<Problem, 'at'> | undefined {
  if (!/^https?:\/\//i.test(url)) return undefined;
  return /^http:/i.test(url)
    ? {
        severity: 'high',
        message: 'ADD takes this over plain HTTP, and without a checksum: anybody on the way may change it',
      }
    : { message: 'ADD takes whatever lies there on the day of the build' };
}
