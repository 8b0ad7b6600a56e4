import type { Fix } from '../../core/edit.ts';
import { valueOf } from '../../core/facts.ts';
import { lastName } from '../../core/paths.ts';
import type { Span } from '../../core/span.ts';
import { isInit } from '../../dockerfile/tools.ts';
import { type ImageSubject, imageRule } from '../rule.ts';
import { insertBefore, replace } from '../support/edits.ts';
import { launched } from '../support/fit/start.ts';
import { startsOf } from '../support/starts.ts';
import { type Stopped, wrongStop } from '../support/stopping.ts';

/** Some programs end gracefully at another signal than SIGTERM, and some take it for something else. */
export const stopSignalFits = imageRule({
  name: 'stop-signal-fits',
  title: 'Stop a program by the signal that it ends gracefully at',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'set STOPSIGNAL to what the program takes for a graceful end',
  fixable: true,

  *check(subject) {
    const { facts, recipe } = subject;
    const signal = valueOf(facts.stopSignal);
    if (signal === undefined) return;
    const words = [...(valueOf(facts.entrypoint)?.args ?? []), ...(valueOf(facts.command)?.args ?? [])];
    if (words.length === 0 || facts.entrypoint.known === 'unknown') return;
    const stop = wrongStop(programOf(words), signal, isInit(lastName(words[0]!)));
    // That no program can handle it is told of STOPSIGNAL itself.
    if (!stop || stop.text.startsWith('cannot')) return;
    const own = facts.stopSignal.from.find(({ at, inherited }) => at && inherited === undefined);
    const start = startsOf(facts, recipe?.build).findLast(({ kind, at }) => kind !== 'HEALTHCHECK' && at);
    const isOwn = facts.stopSignal.known !== 'unknown' && facts.stopSignal.value !== null;
    const at = own?.at ?? start?.at;
    // What a base starts, and by what it is stopped, is its maker's affair.
    if (!at || (!own && isOwn && !hasOwnStart(subject))) return;
    yield {
      at,
      severity: stop.what === 'ends at once' ? 'low' : 'medium',
      message: `${stop.program} ${stop.text}${afterwards(stop)}`,
      ...(stop.better
        ? { help: `set STOPSIGNAL ${stop.better}`, ...repair(subject, stop.better, own?.at, at) }
        : {}),
    };
  },
});

const programOf = (words: readonly string[]): string[] =>
  launched(words.map((value) => ({ value, by: 'image' as const }))).map(({ value }) => value);

const hasOwnStart = ({ facts }: ImageSubject): boolean =>
  [facts.entrypoint, facts.command].some(({ from }) => from.some(({ inherited }) => inherited === undefined));

const afterwards = ({ what }: Stopped): string =>
  what === 'goes on'
    ? ', and is killed in the middle of its work'
    : what === 'waits'
      ? ', and is killed before'
      : '';

function repair({ recipe }: ImageSubject, better: string, own: Span | undefined, at: Span): { fix?: Fix } {
  if (!recipe) return {};
  const { source } = recipe.build;
  const instruction = recipe.build.dockerfile.instructions.find(
    ({ span }) => span.start <= at.start && at.end <= span.end,
  );
  if (!instruction) return {};
  const value = own && /\S+\s*$/.exec(source.slice(instruction.span));
  const edits = value
    ? [replace({ start: instruction.span.start + value.index, end: instruction.span.end }, better)]
    : [insertBefore(instruction.span, `STOPSIGNAL ${better}\n`)];
  return {
    fix: { title: `set STOPSIGNAL ${better}`, safe: false, edits, changes: ['stopSignal'] },
  };
}
