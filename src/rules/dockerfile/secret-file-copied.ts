import { dockerfileRule } from '../rule.ts';
import { credentialsIn } from '../support/secret-files.ts';
import { shippedStages } from '../support/shipped.ts';

/** COPY of a file that holds credentials puts them into a layer, where deleting does not reach. */
export const secretFileCopied = dockerfileRule({
  name: 'secret-file-copied',
  title: 'Copy no files that hold credentials',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0010', 'CIS-4.10'],
  help: 'mount it into the RUN that needs it: RUN --mount=type=secret,id=…,target=…',
  fixable: false,

  *check(build) {
    const shipped = shippedStages(build);
    for (const copy of build.all('COPY', 'ADD')) {
      if (copy.from) continue;
      for (const source of copy.sources) {
        const path = 'value' in source ? source.value : build.expand(source, copy).value;
        const kind = credentialsIn(path, (file) => build.context?.read(file));
        if (!kind || build.context?.ignored(path.replace(/^\.?\//, ''))) continue;
        const inTarget = shipped.has(build.stageOf(copy));
        yield {
          at: source.span,
          severity: inTarget ? 'high' : 'medium',
          message: inTarget
            ? `${path} (${kind}) becomes part of the image; deleting it in a later layer only hides it`
            : `${path} (${kind}) is kept in the build cache of this stage`,
        };
      }
    }
  },
});
