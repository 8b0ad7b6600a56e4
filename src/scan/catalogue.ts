import { existsSync, readFileSync } from 'node:fs';
import { PlimsollError } from '../core/errors.ts';
import { idKey, ruleIds } from '../policy/ids.ts';
import { policyRules } from '../policy/rules.ts';
import type { RuleInfo } from '../policy/types.ts';
import { whyUnseen } from '../policy/unseen-ids.ts';
import { deliveryFolders } from './delivery/judge.ts';

/** Every rule of the product, in order of name: those on files, ShellCheck's, and those on decisions. */
export async function allRules(): Promise<readonly RuleInfo[]> {
  const [{ dockerfileRules, imageRules }, { contentRules }, { deliveryRules }, { shellcheckRules }] =
    await Promise.all([
      import('../rules/index.ts'),
      import('../rules/content.ts'),
      import('../rules/delivery.ts'),
      import('./shellcheck-rule.ts'),
    ]);
  const rules = [
    ...dockerfileRules,
    ...imageRules,
    ...contentRules,
    ...Object.values(deliveryRules).flat(),
    ...shellcheckRules,
    ...policyRules,
  ] as unknown as readonly RuleInfo[];
  return rules.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The rules that a name or a peer's id stands for: one, or several where the peer has one id for what are two things.
 * @throws PlimsollError `usage` when there is none, with the nearest
 */
export async function rulesNamed(id: string): Promise<readonly RuleInfo[]> {
  const ids = ruleIds(await allRules());
  const found = id === '*' ? [] : ids.resolve(id);
  if (found.length === 0) {
    const why = whyUnseen(id);
    if (why !== undefined) throw new PlimsollError('usage', `no rule answers to ${id}: ${why}`);
    const near = ids.nearest(id);
    const hint = near === undefined ? 'plimsoll rules lists them' : `did you mean ${near}?`;
    throw new PlimsollError('usage', `there is no rule ${id}; ${hint}`);
  }
  const own = found.filter(({ name }) => idKey(name) === idKey(id));
  return own.length > 0 ? own : found;
}

/** Where the pages are: beside the program as it is published, beside the rules in the repository. */
const FOLDERS = [
  './pages/',
  ...['dockerfile', 'image', 'content', ...deliveryFolders, 'policy'].map((folder) => `../rules/${folder}/`),
  '../rules/',
];

/** A rule's page as Markdown; undefined when it has none. */
export function pageOf(rule: string): string | undefined {
  const url = FOLDERS.map((folder) => new URL(`${folder}${rule}.md`, import.meta.url)).find(existsSync);
  return url && readFileSync(url, 'utf8');
}

/** A page for readers: what the fences of its examples say to the tests is a caption above each. */
export const captioned = (page: string): string => page.replace(/^```(\w+) (.*)$/gm, captionedFence);

function captionedFence(_fence: string, language: string, info: string): string {
  const words = info.split(' ');
  const kind = Object.keys(CAPTIONS).find((word) => words.includes(word));
  const file = words.find((word) => word.startsWith('file='))?.slice('file='.length);
  const caption = kind ? CAPTIONS[kind] : file && `With \`${file}\` in the build context:`;
  return caption ? `${caption}\n\n\`\`\`${language}` : `\`\`\`${language}`;
}

const CAPTIONS: Readonly<Record<string, string>> = {
  bad: 'Bad:',
  good: 'Good:',
  fixed: 'After `plimsoll fix`:',
  options: 'With these options:',
};
