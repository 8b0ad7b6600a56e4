import { secretName } from '../../secrets/names.ts';
import { findSecrets, isExample } from '../../secrets/patterns.ts';
import type { EnvironmentUse, Workload } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';

/** A secret in a manifest is in the repository, and in every listing of the environment. */
export const environmentSecrets = workloadRule({
  name: 'environment-secrets',
  title: 'Keep secrets out of the environment in manifests',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  tags: ['NSA-CISA: secrets'],
  help: 'take it from a Secret (valueFrom.secretKeyRef); in Compose from secrets: and a variable that ends in _FILE',
  fixable: false,

  *check({ workload }) {
    for (const { environment } of workload.containers) {
      for (const entry of environment) {
        const why = entry.value && whySecret(entry);
        if (!entry.value || !why) continue;
        yield {
          at: entry.value.at,
          message: `${entry.name} ${why}: whoever can read this file has it`,
          ...(why === IS_NAMED ? { severity: workload.format === 'compose' ? 'medium' : 'high' } : {}),
          ...(hintFor(workload) ?? {}),
        };
      }
    }
  },
});

const IS_NAMED = 'is a secret by its name';

function whySecret({ name, value }: EnvironmentUse): string | undefined {
  const text = value!.value;
  // What variables bring is elsewhere, but for what stands around them.
  if (value!.interpolated) return undefined;
  const [found] = findSecrets(text);
  if (found) return `holds ${found.pattern.title}`;
  if (/^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/.test(text)) {
    const password = /:\/\/[^\s/:@]*:([^\s/@]+)@/.exec(text)![1]!;
    return isExample(password) || /^\$/.test(password) ? undefined : 'has a password in its URL';
  }
  if (secretName(name) !== 'strong' || text.length < 4 || isExample(text)) return undefined;
  // A path, a switch, a name of something that holds it.
  if (
    /^(?:\/|\.\/|\$\(|true$|false$|none$|null$|\d+$)/i.test(text) ||
    /_(?:FILE|PATH|NAME|DIR|TTL|LENGTH|EXPIR\w*)$/.test(name)
  )
    return undefined;
  return IS_NAMED;
}

/** Official images read such variables from files as well. */
const hintFor = ({ format, containers }: Workload): { help: string } | undefined =>
  format === 'compose' &&
  containers.some(({ image }) =>
    /^(?:docker\.io\/(?:library\/)?)?(?:postgres|mysql|mariadb|mongo|redis|rabbitmq|wordpress|drupal|ghost|joomla)(?::|@|$)/.test(
      image?.value ?? '',
    ),
  )
    ? { help: 'declare it under secrets:, and give this image the variable with _FILE behind its name' }
    : undefined;
