import type { Stage } from '../../dockerfile/build-types.ts';
import { type ImageSubject, imageRule } from '../rule.ts';

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
      message: `the user ${text} may not open port ${low.map(({ port }) => port).join(', ')} everywhere: ports below 1024 need root, NET_BIND_SERVICE or a sysctl`,
    };
  },
});

/** Whether an EXPOSE of the stage, or of one that it is built on, names a port; a range or a variable may be any. */
function exposedBy({ build, stage }: NonNullable<ImageSubject['recipe']>): (port: number) => boolean {
  const texts: string[] = [];
  for (let at: Stage | undefined = stage; at; at = at.parent) {
    for (const each of at.instructions) {
      if (each.keyword === 'EXPOSE') texts.push(...each.words.map(({ span }) => build.source.slice(span)));
    }
  }
  return (port) => texts.some((text) => /[$-]/.test(text) || text.split(/[^\d]+/).includes(String(port)));
}

/** setcap in the image is the sign that the program was given the right. */
const mayBind = (tools: ReadonlyMap<string, unknown> | undefined): boolean => tools?.has('setcap') ?? false;
