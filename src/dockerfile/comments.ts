import type { Comment } from '../core/comment.ts';
import type { Span } from '../core/span.ts';
import type { Dockerfile } from './tree.ts';

/** The comments of a Dockerfile with what each stands above, those inside continuations included. */
export function commentsOf(dockerfile: Dockerfile): Comment[] {
  const stages = stageSpans(dockerfile);
  const comments: Comment[] = [];
  let pending: { text: string; span: Span }[] = [];
  let stage = -1;
  let head = true;
  for (const item of dockerfile.items) {
    if (item.kind === 'comment') pending.push(item);
    if (item.kind !== 'instruction') continue;
    if (item.keyword === 'FROM') stage++;
    const around = stage >= 0 ? stages[stage] : stages.length === 0 ? item.span : undefined;
    for (const { text, span } of pending) {
      comments.push({ text, span, next: item.span, head, ...(around ? { stage: around } : {}) });
    }
    for (const { text, span } of item.inner) {
      comments.push({ text, span, next: item.span, head: false, ...(around ? { stage: around } : {}) });
    }
    pending = [];
    head = false;
  }
  const last = stages.at(-1);
  for (const { text, span } of pending) comments.push({ text, span, head, ...(last ? { stage: last } : {}) });
  return comments;
}

/** Each stage from its FROM to its last instruction. */
function stageSpans({ instructions }: Dockerfile): Span[] {
  const spans: { start: number; end: number }[] = [];
  for (const { keyword, span } of instructions) {
    if (keyword === 'FROM') spans.push({ ...span });
    else if (spans.length > 0) spans.at(-1)!.end = span.end;
  }
  return spans;
}
