import { valueOf } from '../../../core/facts.ts';
import type { Fit } from '../../rule.ts';

/** A port that the program listens on, and how that is known. */
export interface Listens {
  readonly ports: ReadonlySet<number>;
  /** `EXPOSE 8080`, `--port 8000`: for people. */
  readonly why: string;
  /** What the command line says is certain; EXPOSE is what somebody wrote down. */
  readonly certain: boolean;
}

/** The ports that a container's program listens on, as far as it can be told; undefined: nothing is known. */
export function listensOn(fit: Fit): Listens | undefined {
  const { container, facts } = fit;
  const given = byCommand(fit);
  if (given) return given;
  const named = byVariable(fit);
  if (named) return named;
  // Words of the manifest, or a program's own configuration, may have moved it.
  if (container.entrypoint || container.command || configures(fit)) return undefined;
  const ports = valueOf(facts.ports);
  if (!ports || ports.length === 0 || ports.some(({ last }) => last !== undefined)) return undefined;
  const tcp = ports.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port);
  return { ports: new Set(tcp), why: `EXPOSE ${tcp.join(' ')}`, certain: false };
}

/** Options by which servers are told their port: `--port 8000`, `-b 0.0.0.0:8000`, `--bind=:8000`. */
const OPTION =
  /^(?:-p|-b|--port|--bind|--listen|--http-port|--server\.port|--addr|--address|--listen-address|--web\.listen-address|-addr|-port|-listen)(?:=(.*))?$/;

function byCommand({ container, facts }: Fit): Listens | undefined {
  const words = [
    ...(container.entrypoint?.words.map(({ value }) => value) ?? valueOf(facts.entrypoint)?.args ?? []),
    ...(container.command?.words.map(({ value }) => value) ??
      (container.entrypoint ? [] : valueOf(facts.command)?.args) ??
      []),
  ];
  const ports: number[] = [];
  const said: string[] = [];
  for (const [i, word] of words.entries()) {
    const option = OPTION.exec(word);
    if (!option) continue;
    const value = option[1] ?? words[i + 1] ?? '';
    const port = /^(?:.*:)?(\d{2,5})$/.exec(value)?.[1];
    // `-p` is many things; a port it is in a range of ports.
    if (!port || Number(port) > 65535) continue;
    ports.push(Number(port));
    said.push(option[1] === undefined ? `${word} ${value}` : word);
  }
  return ports.length > 0 ? { ports: new Set(ports), why: said.join(', '), certain: true } : undefined;
}

/** `PORT=3000` in the manifest: the custom of many frameworks, and what then counts. */
function byVariable({ container }: Fit): Listens | undefined {
  const entry = container.environment.find(({ name }) => name === 'PORT' || name === 'HTTP_PORT');
  if (!entry) return undefined;
  const port = /^\d{2,5}$/.exec(entry.value?.value ?? '')?.[0];
  return port ? { ports: new Set([Number(port)]), why: `${entry.name}=${port}`, certain: true } : undefined;
}

/** A file of configuration is mounted, or variables set that may be about ports. */
const configures = ({ container }: Fit): boolean =>
  container.mounts.some(
    ({ path, volume }) => volume.kind === 'config' || /\.(?:conf|ya?ml|toml|json|ini)$/.test(path),
  ) ||
  container.environment.some(
    ({ name, from }) => /PORT|LISTEN|BIND|ADDR/.test(name) || (name === '*' && from === 'config'),
  );
