import { part } from '../../support/parts.ts';
import { exposedPorts } from '../../support/ports.ts';

/** A container is entered through its runtime, not through a server inside it. */
export const noSshPort = part({
  severity: 'medium',
  aliases: ['DS-0004'],
  help: 'remove port 22, and the server behind it; use docker exec or kubectl exec',

  *check(build) {
    for (const instruction of build.all('EXPOSE')) {
      for (const { word, port, numbers, protocol } of exposedPorts(build, instruction)) {
        if (!numbers || numbers[0] > 22 || numbers[1] < 22 || /^(udp|sctp)$/i.test(protocol)) continue;
        yield {
          at: word.span,
          message: port === '22' ? 'port 22 is that of SSH' : `${port} contains port 22, that of SSH`,
        };
      }
    }
  },
});
