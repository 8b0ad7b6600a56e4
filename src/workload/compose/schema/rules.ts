import published from './compose-spec.json' with { type: 'json' };

export type SchemaType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** One schema of the Compose Specification's, references and `allOf` put in. */
export interface SchemaRule {
  /** Absent: every one. */
  readonly types?: ReadonlySet<SchemaType>;
  readonly properties: ReadonlyMap<string, SchemaRule>;
  readonly patterns: readonly { readonly pattern: RegExp; readonly rule: SchemaRule }[];
  /** No other keys than these. */
  readonly closed: boolean;
  readonly required: readonly string[];
  /** Of several keys one has to be there. */
  readonly oneRequired: readonly string[];
  readonly items?: SchemaRule;
  readonly uniqueItems: boolean;
  readonly values?: readonly string[];
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  /** One of these; they differ by their types. */
  readonly alternatives: readonly SchemaRule[];
}

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: SchemaType | readonly SchemaType[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean;
  readonly unevaluatedProperties?: boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

const { $defs, ...root } = published as unknown as JsonSchema & {
  readonly $defs: Readonly<Record<string, JsonSchema>>;
};

let compiled: SchemaRule | undefined;

/** The rule for a whole Compose file; made when it is first asked for. */
export function composeSchema(): SchemaRule {
  compiled ??= new Compiler().rule(root);
  return compiled;
}

/** Rules refer to each other: a definition is made once. */
class Compiler {
  readonly #definitions = new Map<string, SchemaRule>();
  readonly #patterns = new Map<string, RegExp>();

  rule(schema: JsonSchema): SchemaRule {
    if (schema.$ref) return this.#definition(schema.$ref);
    return this.#make(schema);
  }

  #definition(ref: string): SchemaRule {
    const name = ref.slice(ref.lastIndexOf('/') + 1);
    const known = this.#definitions.get(name);
    if (known) return known;
    const made = this.#make($defs[name] ?? {});
    this.#definitions.set(name, made);
    return made;
  }

  #make(schema: JsonSchema): SchemaRule {
    const parts = [...(schema.allOf ?? []).map((part) => this.rule(part))];
    const properties = new Map(parts.flatMap((part) => [...part.properties]));
    for (const [key, one] of Object.entries(schema.properties ?? {})) properties.set(key, this.rule(one));
    const patterns = Object.entries(schema.patternProperties ?? {}).map(([text, one]) => ({
      pattern: this.#pattern(text),
      rule: this.rule(one),
    }));
    const types = typeof schema.type === 'string' ? [schema.type] : schema.type;
    return {
      ...(types ? { types: new Set(types) } : parts.length > 0 ? { types: new Set(['object']) } : {}),
      properties,
      patterns: [...parts.flatMap((part) => part.patterns), ...patterns],
      closed: schema.additionalProperties === false || schema.unevaluatedProperties === false,
      required: schema.required ?? [],
      oneRequired: (schema.anyOf ?? []).flatMap(({ required }) => required ?? []),
      ...(schema.items ? { items: this.rule(schema.items) } : {}),
      uniqueItems: schema.uniqueItems === true,
      ...(schema.enum ? { values: schema.enum } : {}),
      ...(schema.pattern ? { pattern: this.#pattern(schema.pattern) } : {}),
      ...(schema.minimum === undefined ? {} : { minimum: schema.minimum }),
      ...(schema.maximum === undefined ? {} : { maximum: schema.maximum }),
      alternatives: (schema.oneOf ?? []).map((one) => this.rule(one)),
    };
  }

  #pattern(text: string): RegExp {
    const known = this.#patterns.get(text) ?? new RegExp(text, 'su');
    this.#patterns.set(text, known);
    return known;
  }
}
