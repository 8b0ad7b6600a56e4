import type { Command, ShellWord } from '../../dockerfile/index.ts';

/** Options of an interpreter behind which the program stands in the word itself, or is something of its own. */
const inline: Readonly<Record<string, RegExp>> = {
  shell: /^-[a-z]*c$/,
  python: /^-[a-zA-Z]*[cm]$/,
  perl: /^-[a-zA-Z]*[eEnpx]/,
  ruby: /^-[a-zA-Z]*[enp]/,
  php: /^-(?:[rBRFEilmvsS]|-)/,
  node: /^(?:-[epv]|--(?:eval|print|version|test|run))/,
};

/** The kind of language that a program runs; undefined when it is no interpreter. */
function languageOf(name: string): string | undefined {
  if (/^(?:ba|da|a|k|z|mk|fi)?sh$/.test(name)) return 'shell';
  if (/^(?:python|pypy)[0-9.]*$/.test(name)) return 'python';
  if (/^php[0-9.]*$/.test(name)) return 'php';
  if (/^(?:node|nodejs|deno|bun)$/.test(name)) return 'node';
  return name === 'perl' || name === 'ruby' ? name : undefined;
}

/** What an interpreter is told to run: a file, its input, or the text of a word; undefined when it is none of these. */
export type Program =
  | { readonly kind: 'input' }
  | { readonly kind: 'file' | 'text'; readonly word: ShellWord };

/** Reads a call of a shell, Python, Perl, Ruby, PHP or Node, or of `.`, `source` and `eval`. */
export function programOf({ name, words, prefixes }: Command): Program | undefined {
  if (name === 'eval') return words[1] && { kind: 'text', word: words[1] };
  if (name === '.' || name === 'source') return words[1] && { kind: 'file', word: words[1] };
  const language = languageOf(name);
  if (!language || prefixes.some(({ value }) => value === 'xargs')) return undefined;
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    const { value } = word;
    if (inline[language]!.test(value)) {
      const text = words[at + 1];
      return /^-[a-zA-Z]*[cer]$/.test(value) && text ? { kind: 'text', word: text } : undefined;
    }
    if (value === '-' || value === '/dev/stdin' || (language === 'shell' && /^-[a-z]*s$/.test(value)))
      return { kind: 'input' };
    if (value === '--') continue;
    if (language === 'shell' && /^[-+][a-z]*o$/.test(value)) at++;
    else if (!/^[-+]/.test(value)) return { kind: 'file', word };
    else if (value === '--version' || value === '--help' || (value === '-V' && language !== 'shell'))
      return undefined;
  }
  return { kind: 'input' };
}
