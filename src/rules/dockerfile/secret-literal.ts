import type { Problem } from '../../core/finding.ts';
import { overlaps } from '../../core/span.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { findSecrets, isExample } from '../../secrets/patterns.ts';
import { dockerfileRule } from '../rule.ts';

/** A credential written into the file is in the repository and in the image. */
export const secretLiteral = dockerfileRule({
  name: 'secret-literal',
  title: 'Write no credentials into the Dockerfile',
  severity: 'critical',
  set: 'recommended',
  aliases: ['CIS-DI-0010', 'CIS-4.10'],
  help: 'revoke it, then mount it as a secret: RUN --mount=type=secret',
  fixable: false,

  *check(build) {
    const found = findSecrets(build.source.text);
    for (const { pattern, span } of found) {
      yield {
        at: span,
        message: `${pattern.title} is written here: whoever can read this file, or pull the image, has it`,
      };
    }
    // A token in a URL is told as what it is.
    for (const problem of inUrls(build))
      if (!found.some(({ span }) => overlaps(span, problem.at))) yield problem;
  },
});

/** `https://user:password@host` ends up in the history, in logs and often in a configuration file. */
function* inUrls(build: Build): Generator<Problem> {
  if (!build.source.text.includes('://')) return;
  for (const instruction of build.dockerfile.instructions) {
    const text = build.source.slice(instruction.span);
    if (!text.includes('://') || !text.includes('@')) continue;
    for (const match of text.matchAll(URL_PASSWORD)) {
      const [whole, scheme, user, password] = match as unknown as [string, string, string, string];
      if (isHarmless(user, password)) continue;
      const start = instruction.span.start + match.index + scheme.length;
      yield {
        at: { start, end: instruction.span.start + match.index + whole.length - 1 },
        message: password.startsWith('$')
          ? 'the password in this URL is kept in the image’s history'
          : 'the password in this URL can be read by whoever reads this file, or pulls the image',
        severity: password.startsWith('$') ? 'medium' : 'high',
        help: 'mount a .netrc, a credential helper’s file or the token as a secret: RUN --mount=type=secret',
      };
    }
  }
}

const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)([^\s/:@"'<>]{0,100}):([^\s/@"'<>]{1,200})@/g;

/** A port, an example, a stand-in, or what a secret mount put into the environment. */
const isHarmless = (user: string, password: string): boolean =>
  isExample(password) ||
  (user !== '' && user === password && user.length < 8) ||
  /^\$\(cat \/run\/secrets/.test(password) ||
  /^(?:password|pass|secret|token)$/i.test(password);
