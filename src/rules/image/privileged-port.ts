import { listed } from '../../core/words.ts';
import { imageRule } from '../rule.ts';
import { exposedBy } from '../support/ports.ts';

/** Ports below 1024 are root's, unless the runtime says otherwise. */
export const privilegedPort = imageRule({
  name: 'privileged-port',
  title: 'Listen on a port that the user may open',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'listen on a port from 1024 on and publish it as the one you want (-p 80:8080)',
  fixable: false,

  *check({ facts, recipe }) {
    const { user, ports } = facts;
    if (user.known === 'unknown' || ports.known === 'unknown') return;
    const { uid, name, text } = user.value;
    if (uid === 0 || name === 'root' || text === '' || (uid === undefined && name === undefined)) return;
    // A base's EXPOSE cannot be taken back: what the file says of itself is what counts.
    const own = recipe ? exposedBy(recipe) : undefined;
    const low = ports.value.filter(({ port }) => port > 0 && port < 1024 && (own?.(port) ?? true));
    if (low.length === 0 || mayBind(facts.tools.known === 'unknown' ? undefined : facts.tools.value)) return;
    const origin = ports.from.find(({ inherited }) => inherited === undefined);
    if (!origin) return;
    yield {
      at: origin.at ?? facts.place,
      message: `the user ${text} may not open port ${listed(
        low.map(({ port }) => port),
        MOST_LISTED,
      )} everywhere: ports below 1024 need root, NET_BIND_SERVICE or a sysctl`,
    };
  },
});

/** As many as a sentence bears. */
const MOST_LISTED = 8;

/** setcap in the image is the sign that the program was given the right. */
const mayBind = (tools: ReadonlyMap<string, unknown> | undefined): boolean => tools?.has('setcap') ?? false;
