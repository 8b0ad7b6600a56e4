import { contextsIn } from '../../../workflow/expression.ts';
import type { ExpressionUse, Workflow } from '../../../workflow/types.ts';

/** A context whose text someone outside may have written. */
export interface UntrustedContext {
  readonly path: string;
  /** Events that bring it, as far as the workflow has them. */
  readonly events: readonly string[];
}

/** The first context in an expression that strangers write, under the events that start the workflow. */
export function untrustedIn(
  { expression }: ExpressionUse,
  { triggers, format }: Workflow,
): UntrustedContext | undefined {
  if (!expression) return undefined;
  for (const parts of contextsIn(expression)) {
    const path = parts.join('.');
    const source = sources.find(({ pattern }) => pattern.test(path));
    if (!source) continue;
    const own = triggers.filter(({ event }) => source.events.test(event)).map(({ event }) => event);
    const anywhere = format === 'action' || triggers.some(({ event }) => event === 'workflow_call');
    if (own.length > 0 || anywhere) return { path, events: own };
  }
  return undefined;
}

/** Source: GitHub documentation, “Secure use reference”, script injection. */
const sources: readonly { readonly pattern: RegExp; readonly events: RegExp }[] = [
  {
    pattern:
      /^github\.(?:head_ref|event\.pull_request\.(?:title|body|head\.(?:ref|label|repo\.(?:default_branch|description|homepage))))$/,
    events: /^pull_request/,
  },
  { pattern: /^github\.event\.issue\.(?:title|body)$/, events: /^issue/ },
  { pattern: /^github\.event\.comment\.body$/, events: /comment$/ },
  { pattern: /^github\.event\.review\.body$/, events: /^pull_request_review$/ },
  { pattern: /^github\.event\.discussion\.(?:title|body)$/, events: /^discussion/ },
  {
    pattern: /^github\.event\.(?:head_commit|commits\.[^.]+)\.(?:message|author\.(?:name|email))$/,
    events: /^push$/,
  },
  {
    pattern:
      /^github\.event\.workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:name|email)))$/,
    events: /^workflow_run$/,
  },
  { pattern: /^github\.event\.pages\.[^.]+\.page_name$/, events: /^gollum$/ },
];
