import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { Source } from '../../core/source.ts';
import { readYaml } from '../../yaml/read.ts';
import schema from './schema/compose-spec.json' with { type: 'json' };
import { Session } from './session.ts';
import { validate } from './validate.ts';

const judge = new Ajv2020({ strict: false }).compile(schema);

function accepts(value: unknown): boolean {
  const session = new Session('compose.yaml', { read: () => undefined });
  validate(readYaml(new Source('compose.yaml', JSON.stringify(value))).documents[0]!.root!, session);
  return session.problems.length === 0;
}

/** Keys of the schema, those that nobody knows, and names. */
const keys: string[] = [...JSON.stringify(schema).matchAll(/"([a-z][a-z_]+)":/g)].map(([, key]) => key!);
const key = fc.oneof(
  fc.constantFrom(...new Set(keys)),
  fc.constantFrom('x-a', 'A', 'a.b', 'a b', '', 'quux'),
);
const scalar = fc.constantFrom(
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  2000,
  '',
  'a',
  'all',
  'bind',
  'host',
  'always',
  'service_healthy',
);

describe('the schema of the Compose Specification', () => {
  it('is read as a JSON Schema reader reads it', () => {
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).value;
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('services', 'volumes', 'networks', 'secrets', 'configs', 'jobs', 'models'),
        key,
        value,
        (section, name, inner) => {
          const file = { [section]: { a: section === 'services' ? { [name]: inner } : inner } };
          const wanted = judge(file);
          if (wanted) accepted++;
          else refused++;
          assert.equal(accepts(file), wanted, `${JSON.stringify(file)} ${JSON.stringify(judge.errors)}`);
        },
      ),
      { numRuns: 5000 },
    );
    assert.ok(accepted > 300 && refused > 300, `${accepted} accepted, ${refused} refused`);
  });

  it('has every key of a service', () => {
    const { properties } = schema.$defs.container_spec;
    assert.ok(Object.keys(properties).length > 60);
    for (const name of Object.keys(properties)) {
      // Whatever is wrong with the value, the key is known.
      const session = new Session('compose.yaml', { read: () => undefined });
      const text = JSON.stringify({ services: { a: { [name]: 1 } } });
      validate(readYaml(new Source('compose.yaml', text)).documents[0]!.root!, session);
      assert.ok(
        session.problems.every(({ kind }) => kind !== 'unknown-key'),
        name,
      );
    }
  });
});
