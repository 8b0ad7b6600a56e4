import type { Span } from '../core/span.ts';

/** A kind of credential that can be told by its form alone. */
export interface SecretPattern {
  readonly id: string;
  /** For people: “an AWS access key id”. */
  readonly title: string;
  readonly pattern: RegExp;
  /** Text that every match holds: a cheap test before the pattern. */
  readonly hint: string;
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
    if (!text.includes(pattern.hint)) continue;
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
  { id: 'aws-access-key', title: 'an AWS access key', hint: 'A', pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { id: 'github-token', title: 'a GitHub token', hint: 'gh', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,251}\b/g },
  {
    id: 'github-fine-token',
    title: 'a GitHub token',
    hint: 'github_pat_',
    pattern: /\bgithub_pat_[A-Za-z0-9_]{60,255}\b/g,
  },
  { id: 'gitlab-token', title: 'a GitLab token', hint: 'glpat-', pattern: /\bglpat-[A-Za-z0-9_-]{20,}\b/g },
  { id: 'npm-token', title: 'an npm token', hint: 'npm_', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { id: 'pypi-token', title: 'a PyPI token', hint: 'pypi-AgE', pattern: /\bpypi-AgE[A-Za-z0-9_-]{50,}/g },
  { id: 'slack-token', title: 'a Slack token', hint: 'xox', pattern: /\bxox[abposr]-[A-Za-z0-9-]{20,}/g },
  {
    id: 'stripe-key',
    title: 'a Stripe live key',
    hint: '_live_',
    pattern: /\b[rs]k_live_[A-Za-z0-9]{20,}\b/g,
  },
  { id: 'google-api-key', title: 'a Google API key', hint: 'AIza', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/g },
  {
    id: 'sendgrid-key',
    title: 'a SendGrid key',
    hint: 'SG.',
    pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b/g,
  },
  { id: 'hugging-face-token', title: 'a Hugging Face token', hint: 'hf_', pattern: /\bhf_[A-Za-z]{34}\b/g },
  { id: 'openai-key', title: 'an OpenAI key', hint: 'sk-', pattern: /\bsk-(?:proj-)?[A-Za-z0-9]{40,}\b/g },
  {
    id: 'docker-token',
    title: 'a Docker Hub token',
    hint: 'dckr_pat_',
    pattern: /\bdckr_pat_[A-Za-z0-9_-]{27,}\b/g,
  },
  {
    id: 'digitalocean-token',
    title: 'a DigitalOcean token',
    hint: 'do',
    pattern: /\bdo[pors]_v1_[a-f0-9]{64}\b/g,
  },
  {
    id: 'json-web-token',
    title: 'a JSON Web Token',
    hint: 'eyJ',
    pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g,
  },
  {
    id: 'private-key',
    title: 'a private key',
    hint: 'PRIVATE KEY',
    pattern: /-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g,
  },
  {
    id: 'azure-storage-key',
    title: 'an Azure storage key',
    hint: 'AccountKey=',
    pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/g,
  },
];
