import type { Cache } from '../cache/cache.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How registries are spoken to. */
export interface RegistryOptions {
  readonly env: Environment;
  /** Registries (host, or host and port) whose certificates are not verified, and that may speak HTTP. */
  readonly insecure?: readonly string[];
  /** What to ask before a registry: places of mirrors (`mirror.example.com/path`) by the registry's name. */
  readonly mirrors?: Readonly<Record<string, readonly string[]>>;
  /** A file of certificates, in PEM, that are trusted beside those that the machine trusts. */
  readonly ca?: string;
  /** Files, in PEM, to show who we are. */
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** What to log in with, before whatever is configured. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Told what people should know: verification that is off, a helper that is missing, a mirror that was passed over. */
  tell?(message: string): void;
  /** Where blobs are kept. */
  readonly cache?: Cache;
  /** How many blobs are fetched from one registry at once. By default 4. */
  readonly parallel?: number;
  readonly limits?: Partial<NetworkLimits>;
  /** The folder that the machine's configuration is in. By default `/etc`. */
  readonly etc?: string;
  /** How waiting is done, in milliseconds. */
  sleep?(duration: number): Promise<void>;
}

/** What is waited for and taken at most. */
export interface NetworkLimits {
  /** Until there is a connection, in milliseconds. */
  readonly connect: number;
  /** Without any byte, in milliseconds. */
  readonly idle: number;
  /** How often a request that failed for a passing reason is made. */
  readonly attempts: number;
  /** The longest wait between two of them, in milliseconds, whatever `Retry-After` says. */
  readonly wait: number;
  readonly redirects: number;
  /** Of an answer that is a document for us, not an image's: tokens, errors, lists of tags; in bytes. */
  readonly answer: number;
  /** Pages of a list. */
  readonly pages: number;
}

export const NETWORK_LIMITS: NetworkLimits = {
  connect: 20_000,
  idle: 30_000,
  attempts: 5,
  wait: 60_000,
  redirects: 5,
  answer: 8 * 1024 * 1024,
  pages: 1000,
};
