import type { Site } from '../../core/site.ts';

/** A variable that has a value; `at` is where a file sets it, absent for the caller's own. */
export interface Variable {
  readonly value: string;
  readonly at?: Site;
  /** A variable without value went into it. */
  readonly uncertain?: true;
}

/** The variables that a project sees: the caller's, then those of `.env`, then those of what is included. */
export class Environment {
  readonly #layers: readonly ReadonlyMap<string, Variable>[];

  constructor(layers: readonly ReadonlyMap<string, Variable>[]) {
    this.#layers = layers;
  }

  static of(env: Readonly<Record<string, string | undefined>>): Environment {
    const own = Object.entries(env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { value }] as const],
    );
    return new Environment([new Map(own)]);
  }

  get(name: string): Variable | undefined {
    for (const layer of this.#layers) {
      const variable = layer.get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  /** This one, and below it further variables. */
  over(further: ReadonlyMap<string, Variable>): Environment {
    return further.size === 0 ? this : new Environment([...this.#layers, further]);
  }
}
