import { main } from '../commands/main.ts';
import { fakeWorld } from './world.ts';

/** What a command has said and returned. */
export interface Said {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as a user does in a folder, on a day in June 2026, with the programs that this machine has. */
export async function plimsoll(cwd: string, ...args: readonly string[]): Promise<Said> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const world = fakeWorld(cwd, { env, now: new Date('2026-06-01T12:00:00Z') });
  const exit = await main(args, world);
  return { exit, out: world.out(), err: world.err() };
}

/** What tests read of a JSON report. */
export interface CheckReport {
  readonly verdict: { readonly pass: boolean; readonly exit: number };
  readonly findings: readonly {
    readonly rule: string;
    readonly message: string;
    readonly at: { readonly path: string; readonly target?: string };
    readonly also: readonly { readonly path: string }[];
    readonly fix: object | null;
  }[];
}

/** What `check` says of a folder. */
export async function checkReport(cwd: string, ...args: readonly string[]): Promise<CheckReport> {
  const { out } = await plimsoll(cwd, 'check', '--no-shellcheck', '--format', 'json', ...args);
  return JSON.parse(out) as CheckReport;
}
