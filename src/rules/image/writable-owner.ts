import { valueOf } from '../../core/facts.ts';
import type { Problem } from '../../core/finding.ts';
import type { Span } from '../../core/span.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';
import { type ImageSubject, imageRule } from '../rule.ts';
import { rootOwnedBy } from '../support/fit/needs.ts';
import { Ownership } from '../support/ownership.ts';
import { isMeantToRun } from '../support/runnable.ts';
import { writesOfCommand } from '../support/writes.ts';

/** What a user must write has to belong to that user; what WORKDIR, COPY and VOLUME make belongs to root. */
export const writableOwner = imageRule({
  name: 'writable-owner',
  title: 'Give what is written to the user that writes it',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'give the folder away first: COPY --chown, or RUN install -d -o UID -g GID /path',
  fixable: false,

  *check(subject) {
    const { facts, recipe } = subject;
    if (!recipe) return;
    const { build, stage } = recipe;
    if (stage.image !== 'scratch' && !stage.base) return;
    const owners = new Ownership(build, stage);
    if (owners.isUncertain) return;
    yield* duringBuild(build, stage, owners);
    const user = valueOf(facts.user);
    if (!user || user.uid === 0 || user.text === '' || user.name === 'root') return;
    yield* volumes(build, stage, owners, user.text);
    if (isMeantToRun(subject)) yield* whenStarted(subject, owners, user.text);
  },
});

/** A RUN of another user than root that writes where root made the folder: the build ends there. */
function* duringBuild(build: Build, stage: Stage, owners: Ownership): Generator<Problem> {
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'RUN') continue;
    const user = build.userAt(instruction);
    const workdir = build.workdirAt(instruction);
    if (user === undefined || workdir === undefined || /^(?:|0|root)(?::.*)?$/.test(user)) continue;
    for (const command of build.commandsOf(instruction)) {
      // Behind `cd` or within a test nobody knows where, or whether, it runs; a prefix may change the user.
      if (command.within !== 'top' || command.prefixes.length > 0) continue;
      if (command.name === 'cd' || command.name === 'pushd') break;
      const path = writesOfCommand(command, workdir);
      const folder = path === undefined ? undefined : rootFolderOf(path, owners, stage);
      if (folder === undefined) continue;
      yield {
        at: command.span,
        message: `${command.name} writes to ${path}, and ${folder} belongs to root: the user ${user} cannot, and the build fails`,
        severity: 'high',
        help: `make ${folder} as that user: put USER before WORKDIR, or COPY --chown=${user}, or chown it before USER`,
      };
      return;
    }
  }
}

/** The folder that a path is in or is, if root made it and nothing gives it away. */
function rootFolderOf(path: string, owners: Ownership, { base }: Stage): string | undefined {
  if (OPEN.test(path) || owners.mayBeGiven(path)) return undefined;
  const folder = owners.madeByRoot(path) ? path : path.slice(0, Math.max(1, path.lastIndexOf('/')));
  if (!owners.madeByRoot(folder) || owners.mayBeGiven(folder)) return undefined;
  // A folder that the base brings may belong to anybody.
  return base?.workdir === folder || /^\/home(?:\/|$)/.test(folder) ? undefined : folder;
}

/** A fresh volume takes the owner of the folder that it is laid over. */
function* volumes(build: Build, { base }: Stage, owners: Ownership, user: string): Generator<Problem> {
  for (const instruction of owners.volumes) {
    for (const word of instruction.words) {
      const text = 'value' in word ? word.value : build.expand(word, instruction).value;
      const path = resolveDirectory('/', text);
      if (path === undefined || OPEN.test(path) || path.includes('$')) continue;
      if (base?.volumes?.includes(path) || owners.mayBeGiven(path)) continue;
      yield {
        at: word.span,
        message: `${path} belongs to root, so the user ${user} cannot write to this volume`,
      };
    }
  }
}

/** What the started program is known to write. */
function* whenStarted({ facts, recipe }: ImageSubject, owners: Ownership, user: string): Generator<Problem> {
  const { build, stage } = recipe!;
  const at = facts.user.from[0]?.at ?? facts.place;
  const isOwn = [facts.entrypoint, facts.command].some((fact) =>
    fact.from.some(({ inherited }) => inherited === undefined),
  );
  for (const [path, what] of isOwn || stage.image === undefined ? [] : rootOwnedBy(stage.image)) {
    if (owners.mayBeGiven(path) || owners.mayBeGiven(`/etc/${what.family}`)) continue;
    yield {
      at,
      message: `${what.family} writes ${what.what} to ${path}, which belongs to root in ${stage.image}: as ${user} it does not start`,
      severity: 'high',
      help: `give ${path} to that user, or build on an image that is made for it`,
    };
  }
  for (const { path, span, why } of [...fromEnvironment(build, stage), ...fromCommand(facts)]) {
    if (OPEN.test(path) || owners.mayBeGiven(path) || isHome(path, stage)) continue;
    yield {
      at: span,
      message: `${why} is ${path}, where the user ${user} cannot write: nothing gives it away`,
    };
  }
}

const isHome = (path: string, { base }: Stage): boolean =>
  /^\/home\//.test(path) || (base?.workdir !== undefined && `${path}/`.startsWith(`${base.workdir}/`));

interface Written {
  readonly path: string;
  readonly span: Span;
  readonly why: string;
}

/** Variables that name a folder which programs write to when they run. */
const CACHES =
  /^(?:XDG_(?:CACHE|DATA|STATE)_HOME|HF_HOME|TRANSFORMERS_CACHE|MPLCONFIGDIR|NUMBA_CACHE_DIR|(?:\w+_)?(?:UPLOADS?|DATA|STORAGE|LOGS?|CACHE)_(?:DIR|PATH|FOLDER|ROOT))$/;

/** What only the build writes to. */
const BUILD_TIME = /^(?:PIP|UV|POETRY|PIPENV|NPM|YARN|PNPM|GO|CARGO|CCACHE|SCCACHE|APT|BUILD|GRADLE|MAVEN)_/;

function* fromEnvironment(build: Build, stage: Stage): Generator<Written> {
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'ENV') continue;
    for (const { key, value } of instruction.entries) {
      if (!value) continue;
      const { value: text, complete } = build.expand(value, instruction);
      if (!complete) continue;
      const sqlite = /^sqlite(?:\+\w+)?:\/\/\/(\/[^?]+)\/[^/?]+(?:\?.*)?$/.exec(text)?.[1];
      if (sqlite) yield { path: sqlite, span: value.span, why: `the folder of the database in ${key.text}` };
      else if (CACHES.test(key.text) && !BUILD_TIME.test(key.text) && /^\/\w/.test(text))
        yield { path: text.replace(/\/$/, ''), span: value.span, why: key.text };
    }
  }
}

/** Options by which servers are told where to keep their data and logs. */
const OPTIONS =
  /^--?(?:data-?(?:dir|path)|datadir|storage\.tsdb\.path|log-?(?:file|dir|path)|pid-?file)(?:=(.*))?$/;

function* fromCommand({ entrypoint, command }: ImageSubject['facts']): Generator<Written> {
  for (const fact of [entrypoint, command]) {
    const args = valueOf(fact)?.args ?? [];
    const span = fact.from.find(({ at, inherited }) => at && inherited === undefined)?.at;
    if (!span) continue;
    for (const [i, arg] of args.entries()) {
      const option = OPTIONS.exec(arg);
      const path = option && (option[1] ?? args[i + 1]);
      if (!path || !/^\/\w/.test(path)) continue;
      const isFile = /file|path/.test(arg) && /\.\w+$/.test(path);
      yield { path: isFile ? path.slice(0, path.lastIndexOf('/')) : path, span, why: arg.split('=')[0]! };
    }
  }
}

/** Folders that everyone may write anyway; and the root, which is another rule's. */
const OPEN = /^\/(?:$|tmp(?:\/|$)|var\/tmp(?:\/|$)|dev(?:\/|$)|proc(?:\/|$))/;
