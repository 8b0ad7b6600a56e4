import type { Act } from '../types.ts';
import { Arguments, type CommandReader, doing, names } from './place.ts';

/** Cosign: signatures and statements on images and files. */
export const cosign: CommandReader = (command, words, place) => {
  const [verb, ...written] = words;
  // Its first releases took `-key FILE`, and scripts still say so.
  const rest = written.map((word) =>
    /^-[a-z][a-z-]+/.test(word.value) ? { ...word, value: `-${word.value}` } : word,
  );
  const given = new Arguments(rest, { values: 'ad', longs }, place);
  const act = doing(`cosign ${verb?.value ?? ''}`, command, place);
  const key = given.value('--key', '--identity-token') !== undefined || given.has('--sk');
  const subjects = given.operands;
  switch (verb?.value) {
    case 'sign':
      return [{ ...act, does: 'sign', of: 'image', how: 'sign', subjects, keyless: !key }];
    case 'sign-blob':
    case 'attest-blob':
      return [{ ...act, does: 'sign', of: 'file', how: 'sign', subjects: [], keyless: !key }];
    case 'attest': {
      const type = given.value('--type')?.value ?? '';
      const signing: Act = { ...act, does: 'sign', of: 'image', how: 'attest', subjects, keyless: !key };
      if (/cyclonedx|spdx/.test(type)) return [signing, { ...act, does: 'sbom', how: 'statement', subjects }];
      return /slsa/.test(type) ? [signing, { ...act, does: 'provenance', keyless: !key }] : [signing];
    }
    case 'attach':
      return rest[0]?.value === 'sbom'
        ? [{ ...act, does: 'sbom', how: 'statement', subjects: subjects.slice(1) }]
        : [];
    case 'login':
      return [{ ...act, does: 'login', onCommandLine: given.value('--password', '-p') !== undefined }];
    default:
      return [];
  }
};

export const notation: CommandReader = (command, words, place) => {
  const [verb, ...rest] = words;
  if (verb?.value !== 'sign') return [];
  const given = new Arguments(
    rest,
    {
      values: 'kmuped',
      longs: names(
        'key id plugin plugin-config signature-format expiry user-metadata username password timestamp-url timestamp-root-cert',
      ),
    },
    place,
  );
  return [
    {
      ...doing('notation sign', command, place),
      does: 'sign',
      of: 'image',
      how: 'sign',
      subjects: given.operands,
      keyless: false,
    },
  ];
};

const longs =
  names(`key identity-token annotations attachment attachment-tag-prefix certificate certificate-chain fulcio-url
  rekor-url oidc-client-id oidc-client-secret-file oidc-disable-ambient-providers oidc-issuer oidc-provider oidc-redirect-url
  output-certificate output-payload output-signature payload predicate type registry-password registry-username
  registry-token sign-container-identity sk-slot slot timestamp-server-url trusted-root signing-config bundle new-bundle-format
  registry-referrers-mode sbom input-format username password replace timeout signature digest hash`);
