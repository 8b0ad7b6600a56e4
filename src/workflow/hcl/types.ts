import type { Span } from '../../core/span.ts';

/** HCL native syntax as far as bake files use it, with places. Source: HCL Native Syntax Specification. */
export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: HclExpression;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly { readonly text: string; readonly span: Span }[];
  readonly body: HclBody;
  /** Its head: type and labels. */
  readonly span: Span;
}

export type HclExpression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly span: Span }
  /** A text with `${ }` in it. */
  | { readonly kind: 'template'; readonly parts: readonly (string | HclInsert)[]; readonly span: Span }
  /** `NAME`, `name.attr`, `name[0]`. */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly path: readonly HclExpression[];
      readonly span: Span;
    }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[]; readonly span: Span }
  | {
      readonly kind: 'map';
      readonly entries: readonly { readonly key: HclExpression; readonly value: HclExpression }[];
      readonly span: Span;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly HclExpression[];
      readonly span: Span;
    }
  | {
      readonly kind: 'operation';
      readonly operator: string;
      readonly operands: readonly HclExpression[];
      readonly span: Span;
    }
  /** `for` expressions and whatever else is not worked out. */
  | { readonly kind: 'unknown'; readonly span: Span };

/** What stands between `${` and `}`, and as it is written, braces included. */
export interface HclInsert {
  readonly value: HclExpression;
  readonly written: string;
}

export interface HclFile {
  readonly body: HclBody;
  readonly problems: readonly { readonly at: Span; readonly message: string }[];
}
