import { contentRule } from '../rule.ts';

/** A tag that moves names another image tomorrow. */
export const tagLatest = contentRule({
  name: 'tag-latest',
  title: 'Name images by a tag of their version',
  severity: 'info',
  set: 'strict',
  aliases: ['DKL-DI-0006'],
  help: 'publish it under its version as well, and deploy that: app:1.4.2, or app@sha256:…',
  fixable: false,

  *check({ image: { name } }) {
    if (/:latest(?: \(|$)/.test(name))
      yield {
        at: { config: ['config'] },
        message:
          'latest is another image tomorrow: what was judged, deployed or rolled back to cannot be told by it',
      };
  },
});
