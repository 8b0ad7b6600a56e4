import { remembered } from '../../core/remembered.ts';
import type { Command } from '../../dockerfile/index.ts';

/** Whether a command compares a file with a checksum or a signature, or prints a checksum that another one compares. */
export function verifies({ name, words }: Command): boolean {
  if (isVerifier(name)) return true;
  const asks = (...values: string[]) => words.some(({ value }) => values.includes(value));
  switch (name) {
    case 'gpg':
    case 'gpg2':
      return asks('--verify', '--decrypt', '-d');
    case 'openssl':
      return asks('dgst', '-verify', 'verify', 'cms', 'smime');
    case 'cosign':
      return words[1]?.value.startsWith('verify') === true;
    case 'gh':
      return asks('attestation');
    case 'rpm':
    case 'rpmkeys':
      return asks('-K', '--checksig');
    case 'dpkg-sig':
    case 'debsig-verify':
      return true;
    default:
      return false;
  }
}

/** Programs that do nothing else, those of Windows in any case. */
const isVerifier = remembered(
  (name) =>
    /^(?:(?:sha\d*|b2|b3|md5)sum|shasum|sha\d+|md5|gpgv2?|minisign|signify|rsign|slsa-verifier)$/.test(
      name,
    ) || /^(?:get-filehash|certutil)$/i.test(name),
);
