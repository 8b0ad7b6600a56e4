import { dockerfileRule } from '../rule.ts';
import { exposedPorts } from '../support/ports.ts';

/** `tcp`, `udp` and `sctp` are lower case. */
export const exposeProtocolCasing = dockerfileRule({
  name: 'expose-protocol-casing',
  title: 'Write the protocol of a port in lower case',
  severity: 'info',
  set: 'strict',
  aliases: ['ExposeProtoCasing'],
  help: 'write tcp, udp or sctp',
  fixable: true,

  *check(build) {
    for (const instruction of build.all('EXPOSE')) {
      for (const { word, literal, text, protocol } of exposedPorts(build, instruction)) {
        const lower = protocol.toLowerCase();
        if (lower === protocol || !/^(tcp|udp|sctp)$/.test(lower)) continue;
        const end = word.span.end;
        yield {
          at: word.span,
          message: `the protocol of ${text} is called ${lower}`,
          ...(literal
            ? {
                fix: {
                  title: `write ${lower}`,
                  safe: true,
                  edits: [{ span: { start: end - protocol.length, end }, text: lower }],
                  changes: ['ports'],
                },
              }
            : {}),
        };
      }
    }
  },
});
