import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { secretValue } from '../../../secrets/values.ts';
import { partsOf } from '../../../testing/check-delivery-page.ts';
import { autoscalersOf, isBudgeted, mayScale } from './controllers.ts';
import { healthCheckFix } from './health-checks.ts';
import { servicesTo } from './objects.ts';
import { internalService } from './published.ts';
import { asSecretFile, readFromFile } from './secret-files.ts';

const deliveryOf = (...objects: readonly string[]) => {
  const { delivery } = partsOf({ 'manifest.yaml': objects.join('---\n') });
  const named = (name: string) => delivery.workloads.find((workload) => workload.name === name)!;
  return { delivery, named };
};

const pod = (name: string, labels: string, namespace = 'shop') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }\nspec: { containers: [{ name: c, image: a/b:1 }] }\n`;

const object = (kind: string, name: string, spec: string, namespace = 'shop') =>
  `apiVersion: ${kind === 'Service' ? 'v1' : 'x/v1'}\nkind: ${kind}\nmetadata: { name: ${name}${namespace ? `, namespace: ${namespace}` : ''} }\nspec: ${spec}\n`;

describe('the Services that lead to a workload', () => {
  test('are those of its namespace whose every label it has', () => {
    const { delivery, named } = deliveryOf(
      pod('web', '{ app: web, tier: front }'),
      pod('api', '{ app: api, tier: front }'),
      pod('other', '{ app: web, tier: front }', 'else'),
      object('Service', 'one', '{ selector: { app: web } }'),
      object('Service', 'both', '{ selector: { tier: front, app: web } }'),
      object('Service', 'all', '{ selector: { tier: front } }'),
      object('Service', 'more', '{ selector: { app: web, version: two } }'),
      object('Service', 'none', '{ ports: [] }'),
    );
    const led = (name: string) => servicesTo(named(name), delivery).map((service) => service.name);
    assert.deepEqual(led('web').sort(), ['all', 'both', 'one']);
    assert.deepEqual(led('api'), ['all']);
    assert.deepEqual(led('other'), []);
  });

  test('are not all looked at where they are very many', () => {
    const many = Array.from({ length: 300 }, (_, at) =>
      object('Service', `s${at}`, '{ selector: { app: web } }'),
    );
    const { delivery, named } = deliveryOf(pod('web', '{ app: web }'), ...many);
    assert.equal(servicesTo(named('web'), delivery).length, 200);
  });
});

describe('what scales a workload and holds it up', () => {
  const target = (kind: string) => `{ scaleTargetRef: { ${kind}name: web } }`;

  test('an autoscaler goes by kind, name and namespace', () => {
    const of = (...scalers: readonly string[]) => {
      const { delivery, named } = deliveryOf(pod('web', '{ app: web }'), ...scalers);
      const [certain, perhaps] = [autoscalersOf, mayScale].map((ask) => ask(named('web'), delivery).length);
      return [certain, perhaps];
    };
    assert.deepEqual(of(object('HorizontalPodAutoscaler', 'a', target('kind: Pod, '))), [1, 1]);
    assert.deepEqual(of(object('HorizontalPodAutoscaler', 'a', target('kind: Pod, '), '')), [0, 1]);
    assert.deepEqual(of(object('HorizontalPodAutoscaler', 'a', target('kind: Pod, '), 'else')), [0, 0]);
    assert.deepEqual(of(object('ScaledObject', 'a', target(''))), [0, 0]);
  });

  test('a budget by labels and by expressions', () => {
    const of = (selector: string, namespace?: string) => {
      const budget = object('PodDisruptionBudget', 'a', `{ selector: ${selector} }`, namespace);
      const { delivery, named } = deliveryOf(pod('web', '{ app: web }'), budget);
      return isBudgeted(named('web'), delivery);
    };
    assert.ok(of('{ matchLabels: { app: web } }'));
    assert.ok(of('{ matchExpressions: [{ key: app, operator: In, values: [web] }] }'));
    assert.ok(!of('{ matchExpressions: [{ key: app, operator: In, values: [api] }] }'));
    assert.ok(!of('{ matchLabels: { app: api } }'));
    assert.ok(!of('{ matchLabels: { app: web } }', 'else'));
  });
});

describe('what is known of images by their names', () => {
  const service = (image: string) =>
    partsOf({ 'compose.yaml': `services:\n  a:\n    image: ${image}\n` }).delivery.workloads[0]!
      .containers[0]!;

  test('is nothing for names that every object has', () => {
    assert.equal(internalService(service('postgres:16')), 'a database');
    assert.ok('fix' in healthCheckFix(service('postgres:16')));
    assert.equal(internalService(service('constructor')), undefined);
    assert.deepEqual(healthCheckFix(service('constructor')), {});
  });
});

test('the name of a Secret of Kubernetes is no secret', () => {
  assert.equal(secretValue('TS_KUBE_SECRET', 'tailscale-auth'), undefined);
  assert.equal(secretValue('TS_SECRET', 'tailscale-auth')?.by, 'name');
});

test('a secret that a few services share is moved for all of them, one that very many share for none', () => {
  const fixOf = (count: number) => {
    const services = Array.from(
      { length: count },
      (_, at) => `  s${at}:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: hx72hsgAq\n`,
    );
    const { delivery } = partsOf({ 'compose.yaml': `services:\n${services.join('')}` });
    const container = delivery.workloads[0]!.containers[0]!;
    return asSecretFile(readFromFile(container, container.environment[0]!)!).fix;
  };
  assert.equal(fixOf(20)?.edits.filter(({ text }) => text.includes('POSTGRES_PASSWORD_FILE')).length, 20);
  assert.equal(fixOf(21), undefined);
});
