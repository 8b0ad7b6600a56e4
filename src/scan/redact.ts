import type { Edit, Fix } from '../core/edit.ts';
import type { Judged, Place } from '../core/finding.ts';
import { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { holdsSecret, masked } from '../secrets/spans.ts';
import type { CheckResult } from './types.ts';

/** A text for people with stars in the place of secrets. */
export const withStars = (text: string): string => masked(text);

/** Rules whose findings point at a secret itself. */
const POINTING: ReadonlySet<string> = new Set([
  'command-secrets',
  'login-password-argument',
  'object-secrets',
  'secret-literal',
  'secret-on-command-line',
]);

/**
 * A result as it may be shown to everybody who can read a build's log: in the lines of sources every secret is replaced by
 * stars, at the same offsets. A repair whose text holds one keeps its title alone.
 */
export function redacted(result: CheckResult): CheckResult {
  const { verdict, sources } = result;
  const shown = new Map(sources);
  const places = Map.groupBy(
    verdict.findings.flatMap((finding) =>
      [finding.at, ...finding.also].map((place) => ({ place, rule: finding.rule })),
    ),
    ({ place }) => place.path,
  );
  for (const [path, found] of places) {
    const source = sources.get(path);
    if (!source) continue;
    const pointed = found.filter(({ rule }) => POINTING.has(rule)).map(({ place }) => valueOf(source, place));
    const text = masked(source.text, pointed);
    if (text !== source.text) shown.set(path, new Source(path, text, source.encoding));
  }
  const findings = verdict.findings.map(withoutSecrets);
  return { ...result, sources: shown, verdict: { ...verdict, findings } };
}

/** Of a word with its name, what is behind that. */
function valueOf({ text }: Source, { span }: Place): Span {
  const name = /^[\w.-]{1,80}=/.exec(text.slice(span.start, span.end))?.[0] ?? '';
  return { start: span.start + name.length, end: span.end };
}

function withoutSecrets(finding: Judged): Judged {
  const { fix } = finding;
  if (!fix?.edits.some(({ text }: Edit) => holdsSecret(text))) return finding;
  const shown: Fix = { ...fix, title: masked(fix.title), edits: [] };
  return { ...finding, fix: shown };
}
