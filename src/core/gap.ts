/** Something that could not be examined, and why. Silence never means clean. */
export interface Gap {
  readonly path: string;
  readonly reason: string;
  /** `info` gaps are told but never count against `fail-on-gaps` (an absent optional helper program). */
  readonly kind?: 'gap' | 'info';
}
