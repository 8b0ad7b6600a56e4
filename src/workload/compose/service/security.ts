import type { Field } from '../../../core/site.ts';
import { at } from '../../../yaml/look.ts';
import type { YamlMap } from '../../../yaml/types.ts';
import type { Container, UserUse } from '../../types.ts';
import { boolean, type ServiceNode, setting, text, texts } from './values.ts';

type Security = Pick<
  Container,
  | 'user'
  | 'runAsNonRoot'
  | 'privileged'
  | 'noNewPrivileges'
  | 'readOnlyRoot'
  | 'capabilities'
  | 'seccomp'
  | 'apparmor'
  | 'procMount'
  | 'selinux'
>;

/** Who a service runs as, and what its processes may do. */
export function securityOf(service: ServiceNode): Security {
  const { node, at: place } = service;
  const options = securityOptions(node);
  const user = userOf(node);
  const selinux = options.filter(({ name }) => name === 'label').map(({ value }) => value);
  const masks = lastOf(options, 'systempaths');
  return {
    ...(user ? { user: { ...user, from: 'own' } } : {}),
    runAsNonRoot: setting<boolean>(undefined, false, place),
    privileged: setting(boolean(at(node, 'privileged')), false, place),
    noNewPrivileges: setting(noNewPrivileges(options), false, place),
    readOnlyRoot: setting(boolean(at(node, 'read_only')), false, place),
    capabilities: { add: texts(at(node, 'cap_add')), drop: texts(at(node, 'cap_drop')) },
    seccomp: setting(profile(lastOf(options, 'seccomp')), 'RuntimeDefault', place),
    apparmor: setting(profile(lastOf(options, 'apparmor')), 'RuntimeDefault', place),
    ...(masks?.value === 'unconfined' ? { procMount: { ...masks, value: 'Unmasked' } } : {}),
    ...(selinux.length > 0 ? { selinux } : {}),
  };
}

function userOf(node: YamlMap): Field<UserUse> | undefined {
  const field = text(at(node, 'user'));
  if (!field || (field.value === '' && !field.uncertain)) return undefined;
  const [user = '', group] = field.value.split(':', 2);
  const isNumber = (word: string | undefined): word is string => word !== undefined && /^\d+$/.test(word);
  const use: UserUse = {
    text: field.value,
    ...(isNumber(user) ? { uid: Number(user) } : user ? { name: user } : {}),
    ...(isNumber(group) ? { gid: Number(group) } : {}),
  };
  return { ...field, value: use };
}

interface SecurityOption {
  readonly name: string;
  /** Empty where there is none. */
  readonly value: Field<string>;
}

/** `NAME=value` or `NAME:value`, as the engine takes both. */
function securityOptions(node: YamlMap): SecurityOption[] {
  return texts(at(node, 'security_opt')).map((option) => {
    const end = option.value.search(/[=:]/);
    const name = end === -1 ? option.value : option.value.slice(0, end);
    return { name, value: { ...option, value: end === -1 ? '' : option.value.slice(end + 1) } };
  });
}

const lastOf = (options: readonly SecurityOption[], name: string): Field<string> | undefined =>
  options.findLast((option) => option.name === name)?.value;

function noNewPrivileges(options: readonly SecurityOption[]): Field<boolean> | undefined {
  const option = lastOf(options, 'no-new-privileges');
  return option && { ...option, value: option.value !== 'false' };
}

/** `unconfined` as the model has it; a profile as it is. */
const profile = (field: Field<string> | undefined): Field<string> | undefined =>
  field && { ...field, value: field.value === 'unconfined' ? 'Unconfined' : field.value };

/** Groups beside the user's own. */
export const groupsOf = (node: YamlMap): Field<string>[] => texts(at(node, 'group_add'));
