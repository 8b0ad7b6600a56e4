import type { Source } from '../../core/source.ts';
import type { Span } from '../../core/span.ts';

/** A Go template as Helm takes it: what is written literally, and actions between `{{` and `}}`. */
export interface Template {
  readonly source: Source;
  readonly body: readonly TemplateNode[];
  /** Every action, comments included, and the texts between them, in order. */
  readonly parts: readonly Part[];
  /** Named templates: `define` and `block`. */
  readonly defines: readonly Define[];
}

/** Literal text, or an action with its braces. */
export interface Part {
  readonly kind: 'text' | 'action' | 'comment';
  readonly span: Span;
  /** `{{-`: the blanks before it are taken away. */
  readonly trimsLeft: boolean;
  /** `-}}`: the blanks behind it are taken away. */
  readonly trimsRight: boolean;
}

export type TemplateNode = TextNode | OutputNode | AssignNode | BranchNode | CallNode;

export interface TextNode {
  readonly kind: 'text';
  readonly span: Span;
}

/** An action whose value is written. */
export interface OutputNode {
  readonly kind: 'output';
  readonly span: Span;
  readonly pipe: Pipe;
}

export interface AssignNode {
  readonly kind: 'assign';
  /** `{{ $x := … }}` rather than `{{ $x = … }}`. */
  readonly declares: boolean;
  readonly span: Span;
  readonly name: string;
  readonly pipe: Pipe;
}

export interface BranchNode {
  readonly kind: 'if' | 'with' | 'range';
  /** The action that opens it. */
  readonly span: Span;
  readonly pipe: Pipe;
  /** `$x` of `with $x := …`; key (or index) and value of `range $k, $v := …`, one name alone being the value. */
  readonly key?: string;
  readonly value?: string;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

/** `{{ template "name" . }}`, and where a `block` stands. */
export interface CallNode {
  readonly kind: 'call';
  readonly span: Span;
  readonly name: string;
  readonly pipe?: Pipe;
}

/** A named template. */
export interface Define {
  /** From the action that opens it to the one that ends it. */
  readonly span: Span;
  readonly name: string;
  readonly body: readonly TemplateNode[];
}

/** Commands that hand on their value, the first to the second, as its last argument. */
export type Pipe = readonly Command[];

/** A function with its arguments, or one value. */
export type Command = readonly Operand[];

export type Operand =
  /** `.a.b`; `.` has no keys. */
  | { readonly kind: 'field'; readonly keys: readonly string[] }
  /** `$x.a.b`; `$` has the name ''. */
  | { readonly kind: 'variable'; readonly name: string; readonly keys: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'text'; readonly value: string }
  /** Numbers, `true`, `nil`. */
  | { readonly kind: 'constant'; readonly value: string }
  /** `(…).a.b`. */
  | { readonly kind: 'group'; readonly pipe: Pipe; readonly keys: readonly string[] };
