import { clip } from '../core/clip.ts';
import type { Comment } from '../core/comment.ts';
import type { Finding, WaiverNote } from '../core/finding.ts';
import { countLeading } from '../core/search.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { isExpired } from './days.ts';
import type { PolicyProblem } from './findings.ts';
import { idKey, type RuleIds } from './ids.ts';
import { readCheckDirective, readComment, type Scope, type WrittenPragma } from './pragma-syntax.ts';
import { unknownRule } from './rule-entries.ts';
import type { PragmaFile, ShellPragma } from './types.ts';

/** A pragma with where it stands, and what it names and reaches. */
export interface Pragma {
  readonly written: WrittenPragma;
  readonly at: Span;
  readonly note: WaiverNote;
  readonly grips: readonly Grip[];
}

/** All pragmas of a file that name the same thing and reach the same part: the first speaks for them. */
export interface Grip {
  readonly reach?: Span;
  readonly note: WaiverNote;
  used: boolean;
}

/** Which peers' pragmas count. */
export interface PeerPragmas {
  readonly hadolint: boolean;
  readonly others: boolean;
}

/** What is needed to read pragmas. */
export interface PragmaContext {
  readonly ids: RuleIds;
  readonly peers: PeerPragmas;
  /** The day of the run, as `2027-01-31`. */
  readonly today: string;
}

/** Reads the pragmas of a file. Takes time in proportion to its comments. */
export const readPragmas = (file: PragmaFile, context: PragmaContext): FilePragmas => {
  const found = new FilePragmas(file.source);
  for (const comment of file.comments) {
    const written = readComment(comment.text);
    if (written?.kind === 'malformed')
      found.complain('pragma-malformed', comment.span, `this pragma waives nothing: ${written.why}`);
    if (written?.kind === 'ignore' && counts(written, context.peers)) take(written, comment, found, context);
  }
  for (const directive of context.peers.others ? file.directives : []) {
    if (directive.name.toLowerCase() !== 'check') continue;
    const { skip, error } = readCheckDirective(directive.value);
    if (error) found.buildkitFails = true;
    if (skip.length > 0)
      found.add({ kind: 'ignore', by: 'buildkit', scope: 'file', ids: skip }, directive.span);
  }
  return found;
};

/** The shells that hadolint's pragmas name. */
export const readShells = (file: PragmaFile): ShellPragma[] =>
  file.comments.flatMap((comment) => {
    const written = readComment(comment.text);
    return written?.kind === 'shell' ? [{ shell: written.shell, at: comment.span }] : [];
  });

/** Everything that a file's comments and directives say to the policy. */
export class FilePragmas {
  readonly source: Source;
  readonly all: Pragma[] = [];
  readonly problems: PolicyProblem[] = [];
  /** `check=error=true`: findings that BuildKit has a check for are over the line. */
  buildkitFails = false;
  /** By scope and name, then by where their reach begins. */
  readonly #index = new Map<string, Map<number, Grip>>();
  /** By scope, where reaches begin; put in order when first asked. */
  readonly #starts = new Map<string, number[]>();

  constructor(source: Source) {
    this.source = source;
  }

  /**
   * What names a finding and reaches it, the nearest first. A pragma for a line may stand at any of the finding's places:
   * of two instructions that do not go together, the peers do not all report the same one.
   */
  *reaching(finding: Finding, keys: ReadonlySet<string>): Generator<Grip> {
    if (this.all.length === 0) return;
    const { at, also } = finding;
    const here = at.span.start;
    yield* this.#at('line', here, keys);
    for (const { path, span } of also) if (path === at.path) yield* this.#at('line', span.start, keys);
    yield* this.#at('stage', here, keys);
    yield* this.#at('file', here, keys);
  }

  /** Adds a pragma. To be called in order of place. */
  add(written: WrittenPragma, at: Span, reach?: Span): void {
    const note: WaiverNote = {
      reason:
        written.reason ?? (written.by === 'plimsoll' ? 'no reason given' : `${peerNames[written.by]} pragma`),
      ...(written.owner ? { owner: written.owner } : {}),
      ...(written.until ? { until: written.until } : {}),
      source: `${this.source.path}:${this.source.lineOf(at.start)}`,
      kind: 'pragma',
    };
    const grips = written.ids.map((id) => this.#grip(`${written.scope} ${idKey(id)}`, note, reach));
    this.all.push({ written, at, note, grips });
    if (!reach) return;
    const starts = this.#starts.get(written.scope) ?? [];
    if (starts.at(-1) !== reach.start) starts.push(reach.start);
    this.#starts.set(written.scope, starts);
  }

  complain(rule: PolicyProblem['rule'], at: Span, message: string): void {
    this.problems.push({ rule, source: this.source, at, message });
  }

  *#at(scope: Scope, offset: number, keys: ReadonlySet<string>): Generator<Grip> {
    // What pragmas of one scope reach is the same or apart, so the last that begins before is the only one.
    const start = scope === 'file' ? 0 : lastBefore(this.#starts.get(scope) ?? [], offset);
    if (start === undefined) return;
    for (const key of keys) {
      const grip = this.#index.get(`${scope} ${key}`)?.get(start);
      if (grip && (!grip.reach || offset === start || offset < grip.reach.end)) yield grip;
    }
  }

  #grip(place: string, note: WaiverNote, reach?: Span): Grip {
    const grips = this.#index.get(place) ?? new Map<number, Grip>();
    this.#index.set(place, grips);
    const start = reach?.start ?? 0;
    const grip = grips.get(start) ?? { ...(reach ? { reach } : {}), note, used: false };
    grips.set(start, grip);
    return grip;
  }
}

const counts = (written: WrittenPragma, peers: PeerPragmas): boolean =>
  written.by === 'plimsoll' || (written.by === 'hadolint' ? peers.hadolint : peers.others);

const take = (written: WrittenPragma, comment: Comment, found: FilePragmas, context: PragmaContext): void => {
  const ours = written.by === 'plimsoll';
  const rules = clip(written.ids.join(', '));
  const reach = written.scope === 'stage' ? comment.stage : comment.next;
  if (written.scope !== 'file' && !reach) {
    const missing = written.scope === 'stage' ? 'it stands in no stage' : 'no instruction follows it';
    if (ours) found.complain('pragma-malformed', comment.span, `this pragma waives nothing: ${missing}`);
    return;
  }
  if (ours && !written.reason)
    found.complain('pragma-without-reason', comment.span, `the pragma for ${rules} gives no reason`);
  for (const id of ours ? written.ids : []) {
    if (context.ids.resolve(id).length > 0) continue;
    found.complain(
      'pragma-unknown-rule',
      comment.span,
      `the pragma names an ${unknownRule(id, context.ids.nearest(id))}`,
    );
  }
  if (isExpired(written.until, context.today)) {
    const message = `the pragma for ${rules} ended on ${written.until} and no longer holds`;
    found.complain('waiver-expired', comment.span, message);
  } else found.add(written, comment.span, written.scope === 'file' ? undefined : reach);
};

const peerNames = { hadolint: 'hadolint', trivy: 'Trivy', buildkit: 'BuildKit' };

/** The last of ascending numbers that is not past `offset`. */
const lastBefore = (ascending: readonly number[], offset: number): number | undefined =>
  ascending[countLeading(ascending.length, (index) => ascending[index]! <= offset) - 1];
