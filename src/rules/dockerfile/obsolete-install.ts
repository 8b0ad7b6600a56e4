import type { Problem } from '../../core/finding.ts';
import type { Build, PackageAction, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { isCopied } from '../support/copied.ts';
import { removeWord, replace } from '../support/edits.ts';

/** Ways to install that have been removed, or are about to be. */
export const obsoleteInstall = dockerfileRule({
  name: 'obsolete-install',
  title: 'Install in ways that are still there',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'use what has taken its place',
  fixable: true,

  *check(build) {
    for (const action of build.packages('gem')) yield* rubyDocuments(build, action);
    for (const action of build.packages('npm')) yield* npmProduction(action);
    for (const action of build.packages('bundle')) yield* bundlerOptions(action);
    const module = firstModule(build);
    for (const action of build.packages('go')) yield* goGet(build, action, module);
    yield* setuptools(build);
  },
});

/** Removed with RubyGems 3.0. */
function* rubyDocuments(build: Build, { options, command }: PackageAction): Iterable<Problem> {
  const old = options.filter(({ value }) => value === '--no-ri' || value === '--no-rdoc');
  const [first, ...rest] = old;
  if (!first || bringsOldRubyGems(command.stage)) return;
  const has = options.some(({ value }) => value === '--no-document' || value === '-N');
  yield {
    at: first.span,
    also: rest.map(({ span }) => span),
    severity: 'medium',
    message: `RubyGems 3 does not know ${old.map(({ value }) => value).join(' and ')} any more, and fails`,
    help: 'use --no-document',
    ...(command.shell
      ? {
          fix: {
            title: 'use --no-document',
            safe: true,
            edits: [
              has ? removeWord(build.source, first.span) : replace(first.span, '--no-document'),
              ...rest.map(({ span }) => removeWord(build.source, span)),
            ],
          },
        }
      : {}),
  };
}

/** Systems whose own RubyGems is below 3, and may not know --no-document yet. */
const bringsOldRubyGems = ({ base }: Stage): boolean => {
  const { id, version = '' } = base?.system ?? {};
  const oldest = id === 'ubuntu' ? 20 : id === 'debian' ? 11 : id === 'centos' ? 9 : 0;
  return base?.runtime?.name !== 'ruby' && Number.parseInt(version, 10) < oldest;
};

/** Deprecated since npm 7, which brought `--omit`. */
function* npmProduction({ options, action, command }: PackageAction): Iterable<Problem> {
  if (action !== 'install' && action !== 'remove') return;
  for (const [at, word] of options.entries()) {
    const isAlone = /^--(?:production|production=true|only=prod(?:uction)?)$/.test(word.value);
    const isPair = word.value === '--only' && /^prod(?:uction)?$/.test(options[at + 1]?.value ?? '');
    if (!isAlone && !isPair) continue;
    const span = isPair ? { start: word.span.start, end: options[at + 1]!.span.end } : word.span;
    yield {
      at: span,
      message: `npm has ${word.value} for old times’ sake: it is --omit=dev now`,
      help: 'use --omit=dev',
      ...(command.shell
        ? { fix: { title: 'use --omit=dev', safe: true, edits: [replace(span, '--omit=dev')] } }
        : {}),
    };
  }
}

/** Deprecated since Bundler 2.1, because it is remembered for later calls; removed with Bundler 4. */
function* bundlerOptions({ options, action }: PackageAction): Iterable<Problem> {
  const gone = options.flatMap(({ value, span }) => {
    const name = /^--(?:without|with|deployment|path|frozen|binstubs)(?==|$)/.exec(value)?.[0];
    return action === 'install' && name ? [{ name, span }] : [];
  });
  const [first, ...rest] = gone;
  if (!first) return;
  yield {
    at: first.span,
    also: rest.map(({ span }) => span),
    message: `Bundler 4 has no ${gone.map(({ name }) => name).join(' and ')} for install any more`,
    help: `use \`bundle config set --local ${first.name.slice(2)} …\` before`,
  };
}

/** Since Go 1.18 `go get` only changes go.mod. */
function* goGet(build: Build, { verb, operands, command }: PackageAction, module: number): Iterable<Problem> {
  const { runtime } = command.stage.base ?? {};
  if (verb?.value !== 'get' || operands.length === 0 || runtime?.name !== 'go' || !isModern(runtime.version))
    return;
  if (isCopied(build, 'go.mod', command.instruction) || module < command.span.start) return;
  yield {
    at: { start: command.words[0]!.span.start, end: verb.span.end },
    severity: 'medium',
    message: 'go get does not install programs any more, and outside of a module it fails',
    help: 'use `go install package@version`',
  };
}

const isModern = (version = ''): boolean => {
  const [major, minor] = version.split('.').map(Number);
  return major === 1 && minor !== undefined && minor >= 18;
};

/** Where the first thing stands that may bring a go.mod: `go mod init`, a copy, a clone, a download. */
const firstModule = (build: Build): number =>
  Math.min(
    ...[...build.all('COPY', 'ADD').slice(0, 1), ...build.commands('git', 'curl', 'wget').slice(0, 1)].map(
      ({ span }) => span.start,
    ),
    build.commands('go').find(({ words }) => words[1]?.value === 'mod')?.span.start ??
      Number.POSITIVE_INFINITY,
  );

/** Of setuptools: `easy_install` is gone since version 58.3, `setup.py install` is deprecated. */
function* setuptools(build: Build): Iterable<Problem> {
  for (const command of build.commands()) {
    const { name, words } = command;
    if (/^easy_install[\d.-]*$/.test(name))
      yield {
        at: words[0]!.span,
        message: 'easy_install knows no wheels, no uninstall, and is being removed',
        help: 'use pip install',
      };
    else if (
      /^(?:python|pypy)[\d.]*$/.test(name) &&
      /(?:^|\/)setup\.py$/.test(words[1]?.value ?? '') &&
      words[2]?.value === 'install'
    )
      yield {
        at: { start: words[1]!.span.start, end: words[2].span.end },
        message:
          'setup.py install is deprecated, and leaves nothing by which pip could know what it installed',
        help: 'use `pip install .`',
      };
  }
}
