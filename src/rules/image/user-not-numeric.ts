import type { UserFact } from '../../core/facts.ts';
import type { Problem } from '../../core/finding.ts';
import type { Command, Stage } from '../../dockerfile/build-types.ts';
import { type ImageSubject, imageRule } from '../rule.ts';
import { replace } from '../support/edits.ts';
import { isWindows } from '../support/platforms.ts';

/** The kubelet cannot tell whether a name is root, and refuses the pod that asks it to. */
export const userNotNumeric = imageRule({
  name: 'user-not-numeric',
  title: 'Name the user by its number',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3066'],
  help: 'write USER UID:GID in numbers',
  fixable: true,

  *check({ facts, recipe }) {
    const { user } = facts;
    if (user.known === 'unknown' || user.value.numeric || user.value.text === '') return;
    const { text, uid, name } = user.value;
    if (uid === 0 || name === 'root' || isWindows(facts)) return;
    const origin = user.from[0];
    const own = recipe?.stage.instructions.findLast(({ keyword }) => keyword === 'USER');
    const span = own?.keyword === 'USER' && own.value && own.value.text === text ? own.value.span : undefined;
    const numbers = (recipe && numberInVariable(recipe, user.value)) ?? numbersOf(user.value);
    const written = typeof numbers === 'string' ? numbers : numbers?.written;
    yield {
      at: span ?? origin?.at ?? facts.place,
      message: `Kubernetes cannot verify runAsNonRoot for the user ${text}: it is a name${numbers ? `, for ${typeof numbers === 'string' ? numbers : numbers.value}` : ''}`,
      ...(written ? { help: `write USER ${written}` } : {}),
      ...(typeof numbers === 'object' && !written ? { help: numbers.help } : {}),
      ...(span && written ? { fix: fixFor(span, written) } : {}),
    };
  },
});

const fixFor = (span: Problem['at'], written: string): NonNullable<Problem['fix']> => ({
  title: `write USER ${written}`,
  safe: true,
  edits: [replace(span, written)],
  changes: ['user'],
});

/** The same user in numbers. Where the group is not known, the number alone: its group is then that of /etc/passwd, too. */
function numbersOf({ uid, gid, group }: UserFact): string | undefined {
  if (uid === undefined) return undefined;
  if (gid !== undefined) return `${uid}:${gid}`;
  return group === undefined ? String(uid) : undefined;
}

/** A number that an argument of the build says: written out, it would stay when the argument changes. */
interface InVariable {
  /** The number as the argument has it now. */
  readonly value: string;
  /** The variable, where it holds the number at USER. */
  readonly written?: string;
  readonly help: string;
}

function numberInVariable(
  { build, stage }: NonNullable<ImageSubject['recipe']>,
  { name, uid, group }: UserFact,
): InVariable | undefined {
  if (name === undefined || uid === undefined) return undefined;
  const chain = new Set<Stage>();
  for (let at: Stage | undefined = stage; at; at = at.parent) chain.add(at);
  const makes = build
    .commands('useradd', 'adduser')
    .findLast((command) => chain.has(command.stage) && command.words.some(({ value }) => value === name));
  const raw = (makes && uidWord(makes)?.raw) ?? '';
  const variable = /^"?\$\{?(\w+)\}?"?$/.exec(raw)?.[1];
  // What the script sets itself is as fixed as a number.
  if (!makes || !variable || build.variable(variable, makes.instruction) === undefined) return undefined;
  const own = stage.instructions.findLast(({ keyword }) => keyword === 'USER');
  const isThere = own && group === undefined && build.variable(variable, own) === String(uid);
  return {
    value: String(uid),
    ...(isThere ? { written: `\${${variable}}` } : {}),
    help: `declare ARG ${variable} in this stage and write USER \${${variable}}`,
  };
}

/** The value of `-u 1000`, `--uid=1000`. */
function uidWord({ words }: Command): Command['words'][number] | undefined {
  const at = words.findIndex(({ value }) => /^(?:-[a-zA-Z]*u|--uid)$/.test(value));
  return at === -1 ? words.find(({ value }) => value.startsWith('--uid=')) : words[at + 1];
}
