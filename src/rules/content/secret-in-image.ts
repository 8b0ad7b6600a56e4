import { findSecrets } from '../../secrets/patterns.ts';
import { type FileSecret, secretReader } from '../../secrets/reader.ts';
import { secretValue } from '../../secrets/values.ts';
import { type ContentProblem, type ContentSubject, contentRule } from '../rule.ts';

/** An image is a publication: whoever can pull it has every layer, also what a later one deleted. */
export const secretInImage = contentRule({
  name: 'secret-in-image',
  title: 'Keep secrets out of every layer, and out of the configuration',
  severity: 'critical',
  set: 'recommended',
  aliases: ['CIS-DI-0010', 'CIS-4.10'],
  help: 'revoke it: everybody who could pull the image has it. Then build with RUN --mount=type=secret, and list the file in .dockerignore',
  fixable: false,

  *check(subject) {
    yield* inFiles(subject);
    yield* inConfiguration(subject);
  },
});

function* inFiles({ tree }: ContentSubject): Generator<ContentProblem> {
  for (const { path, layer, value, hiddenBy } of tree.allReadings(secretReader)) {
    for (const { id, title, line, by, mark } of value) {
      const deleted =
        hiddenBy === undefined
          ? ''
          : `; layer ${hiddenBy + 1} ${tree.lstat(path) ? 'puts another file in its place' : 'deletes the file'}, and this one keeps it`;
      yield {
        at: { path, layer },
        key: `${id} ${mark}`,
        message: `line ${line} holds ${title}${deleted}`,
        ...severityOf(by, path),
      };
    }
  }
}

/** What its form tells is one; a setting’s name may be that of something else. */
function severityOf(
  by: FileSecret['by'],
  path: string,
): { severity: 'high' | 'medium' } | Record<string, never> {
  if (by === 'name') return { severity: 'medium' };
  // A key that a package brings is no secret of anybody’s.
  return /^\/(?:usr|opt)\/.*\/(?:node_modules|site-packages|dist-packages|vendor|gems)\//.test(path)
    ? { severity: 'medium' }
    : {};
}

/** Environment, labels, and the commands that made the layers. */
function* inConfiguration({ image: { config } }: ContentSubject): Generator<ContentProblem> {
  for (const [index, entry] of config.env.entries()) {
    const equals = entry.indexOf('=');
    const name = entry.slice(0, Math.max(0, equals));
    const secret = equals === -1 ? undefined : secretValue(name, entry.slice(equals + 1));
    if (secret)
      yield {
        at: { config: ['config', 'Env', index] },
        key: name,
        message: `the environment variable ${name} ${secret.why}`,
        ...(secret.by === 'name' ? { severity: 'high' } : {}),
      };
  }
  for (const [name, text] of Object.entries(config.labels)) {
    const [found] = findSecrets(text);
    if (found)
      yield {
        at: { config: ['config', 'Labels', name] },
        key: name,
        message: `the label ${name} holds ${found.pattern.title}`,
      };
  }
  for (const [index, { createdBy = '' }] of config.history.entries()) {
    const [found] = findSecrets(createdBy);
    if (found)
      yield {
        at: { config: ['history', index] },
        message: `the history holds ${found.pattern.title}, in a command or build argument`,
      };
  }
}
