import { lastName } from '../../core/paths.ts';

/** Whether a file is a Compose file by its name: `compose.yaml`, `docker-compose.prod.yml`, `podman-compose.yml`, … */
export const isComposeName = (path: string): boolean =>
  /^(?:docker-|podman-)?compose(?:[._-][a-z0-9._-]*)?\.ya?ml$/.test(lastName(path).toLowerCase());

/** Whether a YAML text of another name is a Compose file: a look at the heads of its lines. */
export const looksLikeCompose = (text: string): boolean =>
  /^services:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+["']?[\w.-]+["']?:[ \t]*[\r\n#]/m.test(text) &&
  /^[ \t]+["']?(?:image|build|extends)["']?:/m.test(text) &&
  !/^(?:apiVersion|kind|jobs|on|stages):/m.test(text);
