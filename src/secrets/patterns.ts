import type { Span } from '../core/span.ts';
import { providerPatterns } from './providers.ts';

/** A kind of credential that can be told by its form alone. */
export interface SecretPattern {
  readonly id: string;
  /** For people: “an AWS access key id”. */
  readonly title: string;
  readonly pattern: RegExp;
  /** Texts of which every match holds one: a cheap test before the pattern. At least three characters each. */
  readonly hints: readonly string[];
}

/** A credential found in a text. The value itself is never carried on. */
export interface FoundSecret {
  readonly pattern: SecretPattern;
  readonly span: Span;
}

/** Finds credentials of known forms. Values that documents use as examples, and obvious stand-ins, are passed over. */
export function findSecrets(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const pattern of secretPatterns) {
    if (!pattern.hints.some((hint) => text.includes(hint))) continue;
    for (const match of text.matchAll(pattern.pattern)) {
      if (isExample(match[0])) continue;
      found.push({ pattern, span: { start: match.index, end: match.index + match[0].length } });
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** Whether a value is plainly a stand-in: `changeme`, `xxxx`, `<token>`, `EXAMPLE` in it. */
export const isExample = (value: string): boolean =>
  /example|changeme|change_me|dummy|placeholder|redacted|your[-_]|xxxx|<[^>]*>|\*\*\*|0{12}|1234567890/i.test(
    value,
  );

export const secretPatterns: readonly SecretPattern[] = [
  ...providerPatterns,
  {
    id: 'aws-access-key',
    title: 'an AWS access key',
    hints: ['AKIA', 'ASIA'],
    pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g,
  },
  {
    id: 'github-token',
    title: 'a GitHub token',
    hints: ['ghp_', 'gho_'],
    pattern: /\bgh[po]_[A-Za-z0-9]{36,251}\b/g,
  },
  {
    id: 'github-fine-token',
    title: 'a GitHub token',
    hints: ['github_pat_'],
    pattern: /\bgithub_pat_[A-Za-z0-9_]{60,255}\b/g,
  },
  {
    id: 'gitlab-token',
    title: 'a GitLab token',
    hints: ['glpat-'],
    pattern: /\bglpat-[A-Za-z0-9_-]{20,}\b/g,
  },
  { id: 'npm-token', title: 'an npm token', hints: ['npm_'], pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { id: 'pypi-token', title: 'a PyPI token', hints: ['pypi-AgE'], pattern: /\bpypi-AgE[A-Za-z0-9_-]{50,}/g },
  {
    id: 'slack-token',
    title: 'a Slack token',
    hints: ['xoxa-', 'xoxb-', 'xoxo-', 'xoxs-', 'xoxp-', 'xoxr-'],
    pattern: /\bxox[abposr]-[A-Za-z0-9-]{20,}/g,
  },
  {
    id: 'stripe-key',
    title: 'a Stripe live key',
    hints: ['_live_'],
    pattern: /\b[rs]k_live_[A-Za-z0-9]{20,}\b/g,
  },
  { id: 'google-api-key', title: 'a Google API key', hints: ['AIza'], pattern: /\bAIza[A-Za-z0-9_-]{35}\b/g },
  {
    id: 'sendgrid-key',
    title: 'a SendGrid key',
    hints: ['SG.'],
    pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/g,
  },
  {
    id: 'hugging-face-token',
    title: 'a Hugging Face token',
    hints: ['hf_'],
    pattern: /\bhf_[A-Za-z]{34}\b/g,
  },
  { id: 'openai-key', title: 'an OpenAI key', hints: ['sk-'], pattern: /\bsk-(?:proj-)?[A-Za-z0-9]{40,}\b/g },
  {
    id: 'docker-token',
    title: 'a Docker Hub token',
    hints: ['dckr_pat_'],
    pattern: /\bdckr_pat_[A-Za-z0-9_-]{27,}\b/g,
  },
  {
    id: 'digitalocean-token',
    title: 'a DigitalOcean token',
    hints: ['dop_v1_', 'doo_v1_', 'dor_v1_', 'dos_v1_'],
    pattern: /\bdo[pors]_v1_[a-f0-9]{64}\b/g,
  },
  {
    id: 'json-web-token',
    title: 'a JSON Web Token',
    hints: ['eyJ'],
    pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g,
  },
  {
    id: 'private-key',
    title: 'a private key',
    hints: ['PRIVATE KEY'],
    pattern: /-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g,
  },
  {
    id: 'azure-storage-key',
    title: 'an Azure storage key',
    hints: ['AccountKey='],
    pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/g,
  },
];
