export type ErrorCode =
  | 'usage'
  | 'config'
  | 'not-found'
  | 'denied'
  | 'network'
  | 'integrity'
  | 'malformed'
  | 'unsupported';

/** Work that cannot go on. The message names the thing and the next step, and never holds a secret. */
export class PlimsollError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PlimsollError';
    this.code = code;
  }

  /** The process's exit code: 2 for wrong usage or configuration, 3 for work that could not be done. */
  get exit(): 2 | 3 {
    return this.code === 'usage' || this.code === 'config' ? 2 : 3;
  }
}
