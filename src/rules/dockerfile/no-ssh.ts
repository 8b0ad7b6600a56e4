import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { noSshPort } from './no-ssh/no-ssh-port.ts';
import { noSshServer } from './no-ssh/no-ssh-server.ts';

/** No SSH server, and no port for one. */
export const noSsh = dockerfileRule({
  name: 'no-ssh',
  title: 'Leave SSH out of images',
  severity: 'medium',
  set: 'recommended',
  aliases: ['CIS-DI-0003', 'CIS-4.3', 'CIS-5.7', 'DS-0004'],
  help: 'enter containers with exec, and leave the server out',
  fixable: false,

  check: (build, options) => together([noSshServer, noSshPort], build, options),
});
