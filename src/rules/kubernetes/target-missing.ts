import type { SitedProblem } from '../../core/finding.ts';
import type { Field } from '../../core/site.ts';
import { listed } from '../../core/words.ts';
import type { Delivery, KubernetesObject } from '../../workload/types.ts';
import { at, itemsOf, textField, textOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { kubernetesRule } from '../rule.ts';
import { objectsNamed } from '../support/kubernetes/named.ts';
import { groupOf } from '../support/kubernetes/roles.ts';
import { seesAll } from '../support/kubernetes/seen.ts';

/** A name that leads to nothing is refused by nobody. */
export const targetMissing = kubernetesRule({
  name: 'target-missing',
  title: 'Lead Ingresses and autoscalers to what is there',
  severity: 'medium',
  set: 'recommended',
  aliases: ['kube-linter/dangling-ingress', 'kube-linter/dangling-horizontalpodautoscaler'],
  help: 'use the name of what it is for',
  fixable: false,

  *check({ object, delivery }) {
    const group = groupOf(object);
    if (object.kind === 'Ingress' && (group === 'networking.k8s.io' || group === 'extensions')) {
      for (const backend of backendsOf(object)) yield* judgeBackend(backend, object, delivery);
    } else if (object.kind === 'HorizontalPodAutoscaler' && group === 'autoscaling')
      yield* judgeScaled(object, delivery);
  },
});

interface Backend {
  readonly service: Field<string>;
  readonly port?: Field<string>;
}

/** The Services that an Ingress leads to, as the API has them now, and as its beta had them. */
function backendsOf({ node }: KubernetesObject): Backend[] {
  const spec = at(node, 'spec');
  const paths = itemsOf(at(spec, 'rules')).flatMap((rule) => itemsOf(at(rule, 'http', 'paths')));
  const backends: (YamlNode | undefined)[] = [
    at(spec, 'defaultBackend'),
    at(spec, 'backend'),
    ...paths.map((path) => at(path, 'backend')),
  ];
  return backends.flatMap((backend): Backend[] => {
    const service = textField(at(backend, 'service', 'name')) ?? textField(at(backend, 'serviceName'));
    const port =
      textField(at(backend, 'service', 'port', 'number')) ??
      textField(at(backend, 'service', 'port', 'name')) ??
      textField(at(backend, 'servicePort'));
    return service ? [{ service, ...(port ? { port } : {}) }] : [];
  });
}

const INGRESS = ['kube-linter/dangling-ingress'];

function* judgeBackend(
  { service, port }: Backend,
  ingress: KubernetesObject,
  delivery: Delivery,
): Generator<SitedProblem> {
  const services = objectsNamed(delivery, 'Service', service.value, ingress.namespace).filter(
    ({ apiVersion }) => apiVersion === 'v1',
  );
  if (services.length === 0) {
    if (!seesAll(ingress, 'Service', delivery)) return;
    yield {
      at: service.at,
      aliases: INGRESS,
      message: `the Ingress ${ingress.name} leads to the Service ${service.value}, and there is none: it answers 503`,
    };
    return;
  }
  // The load balancer of a cloud may know ports by an annotation, as `use-annotation`.
  if (!port || port.value === 'use-annotation') return;
  const ports = services.flatMap(({ node }) => itemsOf(at(node, 'spec', 'ports')));
  const isThere = ports.some(
    (each) => textOf(at(each, 'port')) === port.value || textOf(at(each, 'name')) === port.value,
  );
  // What another name leads to has ports of its own.
  const isElsewhere = services.some(({ node }) => textOf(at(node, 'spec', 'type')) === 'ExternalName');
  if (isThere || isElsewhere || ports.length === 0) return;
  const has = new Set(
    ports.map((each) => [textOf(at(each, 'port')), textOf(at(each, 'name'))].filter(Boolean).join(' ')),
  );
  yield {
    at: port.at,
    aliases: INGRESS,
    also: services.map(({ at: site }) => site),
    message: `the Ingress ${ingress.name} leads to port ${port.value} of the Service ${service.value}, which has ${listed([...has], 5)}`,
    help: 'use a port of the Service, by its number or name; what the container listens on is its targetPort',
  };
}

const SCALED = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Rollout']);

function* judgeScaled(object: KubernetesObject, delivery: Delivery): Generator<SitedProblem> {
  const target = at(object.node, 'spec', 'scaleTargetRef');
  const kind = textOf(at(target, 'kind'));
  const name = textField(at(target, 'name'));
  if (!kind || !name || !SCALED.has(kind) || !seesAll(object, '*', delivery)) return;
  if (objectsNamed(delivery, kind, name.value, object.namespace).length > 0) return;
  yield {
    at: name.at,
    aliases: ['kube-linter/dangling-horizontalpodautoscaler'],
    message: `the HorizontalPodAutoscaler ${object.name} scales the ${kind} ${name.value}, and there is none: it scales nothing`,
  };
}
