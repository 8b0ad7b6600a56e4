import { valueOf } from '../../../core/facts.ts';
import { lastName } from '../../../core/paths.ts';
import type { Fit } from '../../rule.ts';
import { inlineScript, knownStart, readScript, wordsOf } from './start.ts';

/** The ports that the program listens on, and how that is known. */
export interface Listens {
  readonly ports: ReadonlySet<number>;
  /** `EXPOSE 8080`, `--port 8000`: for people. */
  readonly why: string;
  /** What the command line of a known server says is certain; EXPOSE is what somebody wrote down. */
  readonly certain: boolean;
  /** Whether something says that it may be another one too: an option or variable has it, or EXPOSE beside these. */
  readonly maybe: ReadonlySet<number>;
}

/**
 * The ports that a container's program listens on, as far as it can be told; undefined: nothing is known. An option says
 * where a program listens, and not that it listens nowhere else: only of servers that open one port it says all.
 */
export const listensOn = (fit: Fit): Listens | undefined => fit.once(findPorts);

function findPorts(fit: Fit): Listens | undefined {
  const { container, facts } = fit;
  const words = programWords(fit).map((word) => resolved(word, fit));
  const exposed = valueOf(facts.ports);
  const given = byCommand(words) ?? byVariable(fit);
  if (given) {
    const maybe = mentioned(words, fit);
    const known = exposed?.map(({ port }) => port) ?? [];
    if (known.some((port) => given.ports.has(port))) for (const port of known) maybe.add(port);
    return { ...given, maybe };
  }
  // Words of the manifest, or a program's own configuration, may have moved it.
  if (container.entrypoint || container.command || configures(fit)) return undefined;
  if (!exposed || exposed.length === 0 || exposed.some(({ last }) => last !== undefined)) return undefined;
  const tcp = exposed.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port);
  return {
    ports: new Set(tcp),
    why: `EXPOSE ${tcp.join(' ')}`,
    certain: false,
    maybe: mentioned(words, fit),
  };
}

/** The words of what is started; of a shell's script those of its last command. */
function programWords(fit: Fit): string[] {
  const words = wordsOf(knownStart(fit));
  const inline = inlineScript(words);
  if (!inline) return words.map(({ value }) => value);
  const last = readScript(inline.script.value).commands.findLast((each) => each.words.length > 0);
  return last?.words.map(({ value }) => value) ?? [];
}

/** Variables that the manifest or the image sets are put in; `${PORT:-8000}` is what stands behind it, where nobody does. */
function resolved(word: string, { container, facts }: Fit): string {
  if (!word.includes('$')) return word;
  return word.replace(
    /\$\((\w+)\)|\$\{(\w+)(?::?-([^}$]*))?\}|\$([A-Za-z_]\w*)/g,
    (whole, kubernetes?: string, braced?: string, otherwise?: string, bare?: string) => {
      const name = kubernetes ?? braced ?? bare ?? '';
      const entry = container.environment.find((each) => each.name === name);
      if (entry) return entry.value?.value ?? whole;
      const values = valueOf(facts.environment) ?? {};
      return Object.hasOwn(values, name) ? values[name]! : (otherwise ?? whole);
    },
  );
}

/** Options by which servers are told their port: `--port 8000`, `-b 0.0.0.0:8000`, `--bind=:8000`. */
const OPTION =
  /^(?:-p|-b|-l|-S|--port|--bind|--listen|--http-port|--server\.port|--addr|--address|-addr|-port|-listen)(?:=(.*))?$/;

/** Servers that listen where their options say, and nowhere else. */
const SERVERS: ReadonlySet<string> = new Set(
  `uvicorn gunicorn hypercorn daphne waitress-serve flask fastapi http.server streamlit http-server serve next nuxt vite
   webpack-dev-server php puma rails runserver rackup thin unicorn redis-server valkey-server memcached mongod mysqld mariadbd
   postgres caddy json-server php-fpm`.split(/\s+/),
);

/** What follows is the address or the port itself: `manage.py runserver 0.0.0.0:8000`, `python -m http.server 8000`. */
const PLACES: ReadonlySet<string> = new Set(['runserver', 'http.server']);

function byCommand(words: readonly string[]): Omit<Listens, 'maybe'> | undefined {
  if (!words.some((word) => SERVERS.has(lastName(word)))) return undefined;
  const ports: number[] = [];
  const said: string[] = [];
  for (const [i, word] of words.entries()) {
    const option = OPTION.exec(word);
    const isPlace = PLACES.has(words[i - 1] ?? '') && !word.startsWith('-');
    if (!option && !isPlace) continue;
    const value = isPlace ? word : (option?.[1] ?? words[i + 1] ?? '');
    const port = /^(?:.*:)?(\d{2,5})$/.exec(value)?.[1];
    // `-p` is many things; a port it is in a range of ports.
    if (!port || Number(port) > 65535) continue;
    ports.push(Number(port));
    said.push(isPlace ? `${words[i - 1]} ${word}` : option?.[1] === undefined ? `${word} ${value}` : word);
  }
  return ports.length > 0 ? { ports: new Set(ports), why: said.join(', '), certain: true } : undefined;
}

/** `PORT=3000` in the manifest or the image: the custom of many frameworks. */
function byVariable({ container, facts }: Fit): Omit<Listens, 'maybe'> | undefined {
  const entry = container.environment.find(({ name }) => name === 'PORT' || name === 'HTTP_PORT');
  if (!entry && (container.entrypoint || container.command || configures({ container }))) return undefined;
  const name = entry?.name ?? 'PORT';
  const value = entry ? entry.value?.value : valueOf(facts.environment)?.PORT;
  const port = /^\d{2,5}$/.exec(value ?? '')?.[0];
  return port ? { ports: new Set([Number(port)]), why: `${name}=${port}`, certain: false } : undefined;
}

/** Numbers in the words and variables that may be ports: `--port-metrics=9797`, `METRICS_ADDR=:9090`. */
function mentioned(words: readonly string[], { container, facts }: Fit): Set<number> {
  const texts = [
    ...words,
    ...container.environment.flatMap(({ value }) => value?.value ?? []),
    ...Object.values(valueOf(facts.environment) ?? {}),
  ];
  return new Set(
    texts.flatMap((text) =>
      [...text.slice(0, LONGEST).matchAll(/(?<!\d)\d{2,5}(?!\d)/g)].map(([number]) => Number(number)),
    ),
  );
}

/** Nobody writes a port behind that much. */
const LONGEST = 10_000;

/** A file or folder of configuration is mounted, or variables set that may be about ports. */
const configures = ({ container }: Pick<Fit, 'container'>): boolean =>
  container.mounts.some(
    ({ path, volume }) =>
      volume.kind === 'config' ||
      /\.(?:conf|ya?ml|toml|json|ini)$|^(?:\/usr\/local)?\/etc(?:\/|$)|\/(?:conf|config|configs|conf\.d|[\w-]+\.d)(?:\/|$)/.test(
        path,
      ),
  ) ||
  container.environment.some(
    ({ name, from }) => /PORT|LISTEN|BIND|ADDR/.test(name) || (name === '*' && from === 'config'),
  );
