/** Something that could not be examined, and why. Silence never means clean. */
export interface Gap {
  readonly path: string;
  readonly reason: string;
  /**
   * `info` gaps are told but never count against `fail-on-gaps` (an absent optional helper program); nor does a
   * `question`: what one rule could not decide, for want of a fact.
   */
  readonly kind?: 'gap' | 'info' | 'question';
  /** Of a `question`: the rule that has it, about what, and the fact that it wants. */
  readonly rule?: string;
  readonly target?: string;
  readonly wants?: string;
}

/** Whether a gap counts as unseen; the others are information. */
export const isUnseen = ({ kind = 'gap' }: Gap): boolean => kind === 'gap';
