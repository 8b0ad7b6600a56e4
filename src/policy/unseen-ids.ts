import { idKey } from './ids.ts';

/**
 * Why no rule answers to an id of a peer, which asks for what no file shows; undefined for every other id. The tables of
 * the CIS Docker Benchmark in `docs` have the same recommendations without a rule.
 */
export const whyUnseen = (id: string): string | undefined => {
  const key = idKey(id);
  return WHY.find(([unseen]) => idKey(unseen) === key)?.[1];
};

const CONTENT_TRUST =
  'content trust is a setting of the client that pulls and pushes; pin-base-digest asks for what a file can say';

const TYPED = 'it is about what people type at docker exec';

const WHY: readonly (readonly [id: string, why: string])[] = [
  ['CIS-4.5', CONTENT_TRUST],
  ['CIS-DI-0005', CONTENT_TRUST],
  ['CIS-5.1', 'swarm mode is a matter of the host'],
  [
    'CIS-5.9',
    'which ports are needed is not written down; port-mismatch and published-ports ask for what a file can say',
  ],
  ['CIS-5.23', TYPED],
  ['CIS-5.24', TYPED],
];
