import { isExample } from '../../secrets/patterns.ts';
import { workloadRule } from '../rule.ts';
import { isPublicName, isSecretName } from '../support/secret-args.ts';

/** A build argument is written down in the history of the image, whoever gives it. */
export const buildArgSecret = workloadRule({
  name: 'build-arg-secret',
  title: 'Give secrets to a service’s build as secrets',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-4.10'],
  help: 'use build.secrets, and RUN --mount=type=secret in the Dockerfile',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'compose') return;
    for (const { build, role } of workload.containers) {
      if (!build || role !== 'main') continue;
      for (const [name, { value, at, uncertain }] of build.args) {
        if (!isSecretName(name) || isPublicName(name)) continue;
        if (!uncertain && (value.length < 4 || isExample(value))) continue;
        const id = name.toLowerCase();
        yield {
          at,
          message: `${name} is given to the build of ${workload.name} as an argument: its value stays in the history of the image and in the build cache`,
          help: `build.secrets: [${id}], under secrets: at the top ${id}: {environment: ${name}}, and in the Dockerfile RUN --mount=type=secret,id=${id},env=${name} in place of ARG ${name}`,
        };
      }
    }
  },
});
