import type { Severity } from '../../core/severity.ts';
import { kubernetesRule } from '../rule.ts';
import { bindingOf, type Subject } from '../support/kubernetes/roles.ts';

/** Some names are not one person or program but everybody. */
export const bindingSubjects = kubernetesRule({
  name: 'binding-subjects',
  title: 'Bind roles to those who need them, not to everybody',
  severity: 'high',
  set: 'recommended',
  aliases: ['KSV-0122', 'KSV-01011', 'KSV-0123'],
  tags: ['NSA-CISA: authorization'],
  help: 'bind a group of people, or a service account of its own',
  fixable: false,

  *check({ object }) {
    const binding = bindingOf(object);
    if (!binding) return;
    const { role } = binding;
    const where = object.kind === 'ClusterRoleBinding' ? ' in every namespace' : '';
    for (const subject of binding.subjects) {
      const crowd = crowdOf(subject);
      if (!crowd || (role.kind === 'ClusterRole' && crowd.usual?.includes(role.name.value))) continue;
      yield {
        at: subject.name.at,
        message: `${crowd.who} has ${role.kind} ${role.name.value}${where}${crowd.why ?? ''}`,
        severity: crowd.severity,
        aliases: crowd.aliases,
        key: `${subject.kind} ${subject.name.value}`,
        ...(crowd.help ? { help: crowd.help } : {}),
      };
    }
  },
});

interface Crowd {
  readonly who: string;
  readonly why?: string;
  readonly severity: Severity;
  readonly aliases: readonly string[];
  /** ClusterRoles that are made for it. */
  readonly usual?: readonly string[];
  readonly help?: string;
}

/** `system:service-account-issuer-discovery` lets others check tokens; the rest the API server binds itself. */
const ISSUER = 'system:service-account-issuer-discovery';
const ANYBODY: Omit<Crowd, 'who'> = {
  severity: 'critical',
  aliases: ['KSV-0122'],
  usual: ['system:public-info-viewer', ISSUER],
};

function crowdOf({ kind, name, namespace }: Subject): Crowd | undefined {
  const accounts = 'system:serviceaccounts';
  if (kind === 'ServiceAccount')
    return name.value === 'default'
      ? {
          who: `every pod${namespace ? ` of ${namespace}` : ''} that names no service account`,
          severity: 'medium',
          aliases: [],
          usual: [ISSUER],
          help: 'make a service account for the program that needs it, and bind that',
        }
      : undefined;
  if (kind === 'Group' && name.value.startsWith(`${accounts}:`))
    return {
      who: `every pod of ${name.value.slice(accounts.length + 1)}`,
      severity: 'medium',
      aliases: [],
      // OpenShift binds it so in every project.
      usual: [ISSUER, 'system:image-puller'],
    };
  return CROWDS[`${kind} ${name.value}`];
}

const CROWDS: Readonly<Record<string, Crowd>> = {
  'User system:anonymous': { ...ANYBODY, who: 'anybody who reaches the API server, without logging in,' },
  'Group system:unauthenticated': {
    ...ANYBODY,
    who: 'anybody who reaches the API server, without logging in,',
  },
  'Group system:authenticated': {
    who: 'every user and every pod',
    why: ': on some clouds that is every account of the provider',
    severity: 'high',
    aliases: ['KSV-01011'],
    usual: ['system:basic-user', 'system:discovery', 'system:public-info-viewer', ISSUER],
  },
  'Group system:serviceaccounts': {
    who: 'every pod of the cluster',
    severity: 'high',
    aliases: [],
    usual: [ISSUER],
  },
  'Group system:masters': {
    who: 'system:masters',
    why: ': that group is past all authorization and needs no binding; who is in it cannot be stopped by one either',
    severity: 'high',
    aliases: ['KSV-0123'],
    help: 'take the binding out, and give nobody a certificate of that group',
  },
};
