import type { Field, Site } from '../../core/site.ts';
import type { YamlMap, YamlNode } from '../../yaml/types.ts';
import type { Container, Pod, Setting, UserUse } from '../types.ts';
import { Contexts, present, setting } from './settings.ts';
import type { Typed } from './typed.ts';

/** What a container's security context decides, with what it takes over from its pod's. */
export type SecurityUse = Pick<
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
  | 'windows'
>;

/**
 * Reads the security context of a container.
 * @param where the place of the container, for what nobody says
 */
export function readSecurity(node: YamlMap, pod: Pod, where: Site, typed: Typed): SecurityUse {
  const own = typed.map(node, 'securityContext');
  const contexts = new Contexts(own, typed.map(pod.spec, 'securityContext'));
  const escalation = typed.flag(own, 'allowPrivilegeEscalation');
  const flag = (key: string) => typed.flag(own, key);
  return {
    runAsNonRoot:
      contexts.inherited((context) => typed.flag(context, 'runAsNonRoot')) ??
      setting<boolean>(undefined, false, where),
    privileged: setting(flag('privileged'), false, where),
    noNewPrivileges: setting(escalation && { ...escalation, value: !escalation.value }, false, where),
    readOnlyRoot: setting(flag('readOnlyRootFilesystem'), false, where),
    capabilities: {
      add: typed.texts(own, 'capabilities', 'add'),
      drop: typed.texts(own, 'capabilities', 'drop'),
    },
    seccomp:
      contexts.inherited((context) => profileOf(context, 'seccompProfile', typed)) ??
      setting<string>(undefined, 'Unconfined', where),
    apparmor: apparmorOf(node, contexts, pod, where, typed),
    ...present({
      user: readUser(contexts, typed),
      procMount: typed.text(own, 'procMount'),
      selinux: readSelinux(contexts, typed),
      windows: readWindows(contexts, where, typed),
    }),
  };
}

/** `type` of a profile; a local one with its name. */
function profileOf(context: YamlNode | undefined, key: string, typed: Typed): Field<string> | undefined {
  const profile = typed.map(context, key);
  const type = typed.text(profile, 'type');
  const local = typed.text(profile, 'localhostProfile');
  return type && local ? { ...type, value: `${type.value}/${local.value}` } : type;
}

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** The container's field, else the annotation of older manifests, else the pod's field. */
function apparmorOf(node: YamlMap, contexts: Contexts, pod: Pod, where: Site, typed: Typed): Setting<string> {
  const profile = contexts.inherited((context) => profileOf(context, 'appArmorProfile', typed));
  if (profile?.from === 'own') return profile;
  const name = typed.text(node, 'name');
  const annotations = name && typed.map(pod.metadata, 'annotations');
  const written = annotations && typed.text(annotations, APPARMOR + name.value);
  if (!written?.value) return profile ?? setting<string>(undefined, 'RuntimeDefault', where);
  return {
    value: (Object.hasOwn(ANNOTATED, written.value) && ANNOTATED[written.value]) || written.value,
    at: written.at,
    from: 'own',
  };
}

const ANNOTATED: Readonly<Record<string, string>> = {
  unconfined: 'Unconfined',
  'runtime/default': 'RuntimeDefault',
};

/** User and group are inherited each on its own. */
function readUser(contexts: Contexts, typed: Typed): Setting<UserUse> | undefined {
  const user = contexts.inherited((context) => typed.integer(context, 'runAsUser'));
  const group = contexts.inherited((context) => typed.integer(context, 'runAsGroup'));
  const said = user ?? group;
  if (!said) return undefined;
  return {
    value: {
      text: [user ? `${user.value}` : '', ...(group ? [`${group.value}`] : [])].join(':'),
      ...(user ? { uid: user.value } : {}),
      ...(group ? { gid: group.value } : {}),
    },
    at: said.at,
    from: said.from,
  };
}

/** The options are inherited together, not each on its own. */
function readSelinux({ own, pod }: Contexts, typed: Typed): Field<string>[] | undefined {
  const options = typed.map(own, 'seLinuxOptions') ?? typed.map(pod, 'seLinuxOptions');
  const said = ['user', 'role', 'type', 'level'].flatMap((key): Field<string>[] => {
    const field = typed.text(options, key);
    return field?.value ? [{ ...field, value: `${key}:${field.value}` }] : [];
  });
  return said.length > 0 ? said : undefined;
}

function readWindows(contexts: Contexts, where: Site, typed: Typed): Container['windows'] {
  const hostProcess = contexts.inherited((context) => typed.flag(context, 'windowsOptions', 'hostProcess'));
  const userName = contexts.inherited((context) => typed.text(context, 'windowsOptions', 'runAsUserName'));
  if (!hostProcess && !userName) return undefined;
  return {
    hostProcess: hostProcess ?? setting<boolean>(undefined, false, where),
    ...(userName ? { userName } : {}),
  };
}
