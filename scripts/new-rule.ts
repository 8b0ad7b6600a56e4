/**
 * Writes the skeleton of a rule: its file, its page, and its line in the index.
 *
 *     npm run new-rule -- pin-something [--image]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

process.chdir(dirname(import.meta.dirname));
const [name, ...flags] = process.argv.slice(2);
const isImage = flags.includes('--image');

if (!name || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || flags.some((flag) => flag !== '--image')) {
  console.error('npm run new-rule -- NAME [--image]   NAME is words in lower case: pin-base-image');
  process.exit(2);
}

const folder = join('src', 'rules', isImage ? 'image' : 'dockerfile');
const files: [path: string, text: string][] = [
  [join(folder, `${name}.ts`), isImage ? imageRule(name) : dockerfileRule(name)],
  [join(folder, `${name}.md`), page()],
];
for (const [path] of files) {
  if (existsSync(path)) {
    console.error(`${path} is there already`);
    process.exit(2);
  }
}
for (const [path, text] of files) {
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}
execFileSync(process.execPath, ['scripts/generate.ts', '--index'], { stdio: 'inherit' });
console.log(
  `now: make it true, then  RULE=${name} node --test src/rules/pages.test.ts  and  npm run generate`,
);

function camel(words: string): string {
  return words.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function dockerfileRule(rule: string): string {
  return `import { dockerfileRule } from '../rule.ts';

/** Why, in a line. */
export const ${camel(rule)} = dockerfileRule({
  name: '${rule}',
  title: 'Say as an order what the rule asks for',
  severity: 'medium',
  set: 'strict',
  aliases: [],
  help: 'say in one line how to repair it',
  fixable: false,

  *check(build) {
    for (const instruction of build.all('STOPSIGNAL')) {
      if (instruction.value?.text !== 'SIGKILL') continue;
      yield { at: instruction.value.span, message: 'say what is wrong here, with the words of the file' };
    }
  },
});
`;
}

function imageRule(rule: string): string {
  return `import { valueOf } from '../../core/facts.ts';
import { imageRule } from '../rule.ts';

/** Why, in a line. */
export const ${camel(rule)} = imageRule({
  name: '${rule}',
  title: 'Say as an order what the rule asks for',
  severity: 'medium',
  set: 'strict',
  aliases: [],
  help: 'say in one line how to repair it',
  fixable: false,

  *check({ facts }) {
    if (valueOf(facts.stopSignal) !== 'SIGKILL') return;
    yield {
      at: facts.stopSignal.from[0]?.at ?? facts.place,
      message: 'say what is wrong with the image, with the words of the file',
    };
  },
});
`;
}

function page(): string {
  return `# Say as an order what the rule asks for

Why it matters, what breaks, and where a peer judges otherwise.

\`\`\`dockerfile bad line=2
FROM debian:13
STOPSIGNAL SIGKILL
\`\`\`

\`\`\`dockerfile good
FROM debian:13
STOPSIGNAL SIGTERM
\`\`\`
`;
}
