import { findSecrets } from '../../secrets/patterns.ts';
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
    for (const { pattern, span } of findSecrets(build.source.text)) {
      yield {
        at: span,
        message: `${pattern.title} is written here: whoever can read this file, or pull the image, has it`,
      };
    }
  },
});
