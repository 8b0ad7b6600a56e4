import type { Origin } from '../../core/facts.ts';
import type { ModeChange } from './modes.ts';
import type { Party, Rights } from './rights.ts';

/** One of the ways in which things may be at a path: with these rights, or nothing is there. */
export type World = Rights | null;

/** What an instruction or command does to a path. What is not `sure` may also not happen. */
export type Change =
  /** It is there from now on: as before, or new with these rights. */
  | { readonly kind: 'make'; readonly rights: Rights; readonly sure: boolean }
  /** It is new: had it been there, the build would have failed. */
  | { readonly kind: 'renew'; readonly rights: Rights }
  /** It may have been put there, or put in the place of what was. */
  | { readonly kind: 'perhaps'; readonly rights: Rights }
  | {
      readonly kind: 'give';
      /** `null` is a party that cannot be told. */
      readonly owner?: Party | null;
      readonly group?: Party | null;
      readonly from: Origin;
      readonly sure: boolean;
    }
  | { readonly kind: 'permit'; readonly mode: ModeChange; readonly sure: boolean }
  | { readonly kind: 'remove'; readonly sure: boolean }
  /** Anything may have happened. */
  | { readonly kind: 'anything' }
  /** Packages of the system came, by name; undefined for names that cannot be told. */
  | { readonly kind: 'packages'; readonly names: readonly string[] | undefined };

/** What is at the path afterwards; `name` is the component of the path that follows where the change is told. */
export function changeWorlds(
  worlds: readonly World[],
  change: Change,
  name: string | undefined,
): readonly World[] {
  switch (change.kind) {
    case 'make':
      if (!worlds.includes(null)) return worlds;
      return distinct([...worlds.map((world) => world ?? change.rights), ...(change.sure ? [] : [null])]);
    case 'renew':
      return [change.rights];
    case 'perhaps':
      return distinct([...worlds, change.rights]);
    case 'give':
      return changed(worlds, change.sure, (rights) => givenTo(rights, change));
    case 'permit':
      return changed(worlds, change.sure, ({ mode, ...rights }) => {
        const now = change.mode(mode);
        return now === undefined ? rights : { ...rights, mode: now };
      });
    case 'remove':
      if (change.sure) return [null];
      return worlds.includes(null) ? worlds : [...worlds, null];
    case 'anything':
      return unknown;
    case 'packages':
      return mayBring(change.names, name) ? distinct([...worlds, {}]) : worlds;
  }
}

function givenTo(
  { owner, group, mode }: Rights,
  change: Pick<Change & { kind: 'give' }, 'owner' | 'group' | 'from'>,
): Rights {
  const now = {
    owner: change.owner === undefined ? owner : change.owner,
    group: change.group === undefined ? group : change.group,
  };
  return {
    ...(now.owner ? { owner: now.owner } : {}),
    ...(now.group ? { group: now.group } : {}),
    ...(mode === undefined ? {} : { mode }),
    from: change.from,
  };
}

/** Nothing is known. */
export const unknown: readonly World[] = [null, {}];

function changed(
  worlds: readonly World[],
  sure: boolean,
  change: (rights: Rights) => Rights,
): readonly World[] {
  const after = worlds.map((world) => world && change(world));
  return distinct(sure ? after : [...worlds, ...after]);
}

/** More ways than these are as good as none known. */
const MOST = 8;

function distinct(worlds: readonly World[]): readonly World[] {
  if (worlds.length === 1) return worlds;
  const seen = new Set<string>();
  const left = worlds.filter((world) => {
    const key = world && `${partyKey(world.owner)} ${partyKey(world.group)} ${world.mode}`;
    if (seen.has(key ?? '')) return false;
    seen.add(key ?? '');
    return true;
  });
  return left.length > MOST ? unknown : left;
}

const partyKey = (party: Party | undefined): string => (party ? `${party.id}/${party.name}` : '?');

/** Whether packages may bring a folder: as a rule it has their name, or that of a service that others depend on. */
function mayBring(names: readonly string[] | undefined, folder: string | undefined): boolean {
  if (names === undefined || folder === undefined) return true;
  if (services.test(folder)) return true;
  const name = folder.toLowerCase();
  return names.some((each) =>
    each
      .toLowerCase()
      .split(/[^a-z]+/)
      .some((part) => part.length > 2 && (name.includes(part) || part.includes(name))),
  );
}

const services =
  /^(?:postgres|mysql|maria|redis|nginx|apache|httpd|mongo|rabbitmq|memcache|elastic|tomcat|jetty|www|sql|php|dbus|systemd|ssh|lock|user|containerd?|docker|supervisor|munin|nagios|git|cron|postfix|mail|ntp|chrony|polkit|pulse|avahi|cups|colord)/i;
