import { parseReference } from '../../bases/reference.ts';
import { saidBase } from '../../image/base.ts';
import { builtBaseOptions } from '../options/built-base.ts';
import { contentRule } from '../rule.ts';
import { familiar, shortName } from '../support/images.ts';
import { inRegistries, registryOf } from '../support/registries.ts';
import { wildcards } from '../support/wildcards.ts';

/** What an image says that it was built on has to be what is agreed on, whoever built it. */
export const builtBase = contentRule({
  name: 'built-base',
  title: 'Have images built on the bases that are agreed on',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0002', 'CIS-4.2'],
  help: 'build it on one of the images in the option bases, or have this one added',
  fixable: false,
  options: builtBaseOptions,
  optionsOf: 'allowed-bases',

  *check({ image }, { bases, registries }) {
    const said = bases.length + registries.length > 0 ? saidBase(image) : undefined;
    const reference = said && parseReference(said.name);
    if (!said || !reference) return;
    const at = { config: said.label ? ['config', 'Labels', said.label] : ['config'] };
    if (registries.length > 0 && !inRegistries(registries)(reference)) {
      yield {
        at,
        key: 'registry',
        message: `${said.how} names ${familiar(reference)} of ${registryOf(reference)}, which is none of the trusted registries (${registries.join(', ')})`,
      };
    }
    const { name, tag } = reference;
    const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
    const bare = [name, shortName(reference)];
    const tagged = bare.map((each) => `${each}:${tag ?? 'latest'}`);
    const names = [said.name, ...bare, ...tagged, ...tagged.map((each) => each + digest)];
    if (bases.length > 0 && !names.some(wildcards(bases)))
      yield {
        at,
        key: 'base',
        message: `${said.how} names ${familiar(reference)}, which is none of the bases that are agreed on`,
      };
  },
});
