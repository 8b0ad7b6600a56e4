import { secretName } from '../../secrets/names.ts';
import { findSecrets, isExample } from '../../secrets/patterns.ts';
import type { Container, EnvironmentUse } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { asSecretFile, readFromFile } from '../support/workload/secret-files.ts';

/** A secret in a manifest is in the repository, and in every listing of the environment. */
export const environmentSecrets = workloadRule({
  name: 'environment-secrets',
  title: 'Keep secrets out of the environment in manifests',
  severity: 'high',
  set: 'recommended',
  aliases: ['kube-linter/env-var-secret', 'polaris/sensitiveContainerEnvVar'],
  tags: ['NSA-CISA: secrets'],
  help: 'take it from a Secret (valueFrom.secretKeyRef)',
  fixable: true,

  *check({ workload }) {
    for (const container of workload.containers) {
      for (const entry of container.environment) {
        const why = entry.value && whySecret(entry);
        if (!entry.value || !why) continue;
        yield {
          at: entry.value.at,
          message: `${entry.name} ${why}: whoever can read this file has it`,
          aliases:
            workload.format === 'compose'
              ? []
              : ['kube-linter/env-var-secret', 'polaris/sensitiveContainerEnvVar'],
          ...(why === IS_NAMED ? { severity: workload.format === 'compose' ? 'medium' : 'high' } : {}),
          ...(workload.format === 'compose' ? ofService(container, entry, why) : {}),
        };
      }
    }
  },
});

const IS_NAMED = 'is a secret by its name';

function whySecret({ name, value, from }: EnvironmentUse): string | undefined {
  const text = value!.value;
  // What variables bring is elsewhere, but for what stands around them.
  if (value!.interpolated) return undefined;
  const [found] = findSecrets(text);
  if (found) return `holds ${found.pattern.title}`;
  // A file of variables is where a secret goes that is not to stand in the manifest.
  if (from === 'file' || from === 'caller') return undefined;
  if (/^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/.test(text)) {
    const password = /:\/\/[^\s/:@]*:([^\s/@]+)@/.exec(text)![1]!;
    return isExample(password) || /^\$/.test(password) ? undefined : 'has a password in its URL';
  }
  if (!isSecretName(name) || text.length < 4 || isExample(text)) return undefined;
  // A path, a switch, a name of something that holds it.
  if (
    /^(?:\/|\.\/|\$\(|true$|false$|none$|null$)/i.test(text) ||
    /_(?:FILE|PATH|NAME|DIR|TTL|LENGTH|EXPIR\w*)$/.test(name)
  )
    return undefined;
  // A number is a setting, unless the name leaves no doubt.
  if (/^\d+$/.test(text) && !PASSWORD.test(name)) return undefined;
  return IS_NAMED;
}

const PASSWORD = /(?:PASSWORD|PASSWD|_PASS|_PWD)$/i;

/** Names that end in `_PASS` or `_PWD` say it as well, of a variable. */
const isSecretName = (name: string): boolean =>
  secretName(name) === 'strong' || (secretName(name) === 'weak' && PASSWORD.test(name));

/** What to do in Compose: read it from a file, where the image is known to. */
function ofService(container: Container, use: EnvironmentUse, why: string) {
  const found = why === IS_NAMED ? readFromFile(container, use) : undefined;
  if (!found)
    return {
      help: `take it from secrets: where the program reads files, else from a variable that the caller sets: \${${use.name}:?}`,
    };
  return {
    help: `declare it under secrets:, and set ${found.variable} to its path: this image reads it from there`,
    ...asSecretFile(found),
  };
}
