import { part } from '../../support/parts.ts';
import { exposedPorts } from '../../support/ports.ts';

/** Which port of the host a port of the container gets is decided when it is run. */
export const exposeFormat = part({
  severity: 'medium',
  aliases: ['ExposeInvalidFormat'],
  help: 'write the port alone, and publish it with docker run --publish or in the Compose file',

  *check(build) {
    for (const instruction of build.all('EXPOSE')) {
      for (const { word, literal, text, host, port, protocol } of exposedPorts(build, instruction)) {
        if (host === undefined || port === '') continue;
        const repaired = port + (protocol === '' ? '' : `/${protocol}`);
        yield {
          at: word.span,
          message: `EXPOSE cannot map ports: of ${text} only ${repaired} counts`,
          ...(literal
            ? {
                fix: {
                  title: `write ${repaired}`,
                  safe: true,
                  edits: [{ span: word.span, text: repaired }],
                  changes: ['ports'],
                },
              }
            : {}),
        };
      }
    }
  },
});
