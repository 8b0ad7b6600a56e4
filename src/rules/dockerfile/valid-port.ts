import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { exposeFormat } from './valid-port/expose-format.ts';
import { validPort as own } from './valid-port/valid-port.ts';

/** EXPOSE takes the container’s ports. */
export const validPort = dockerfileRule({
  name: 'valid-port',
  title: 'Expose ports as they are: a number and a protocol',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3011', 'DS-0008', 'ExposeInvalidFormat'],
  help: 'write the port of the container, from 1 to 65535',
  fixable: true,

  check: (build, options) => together([own, exposeFormat], build, options),
});
