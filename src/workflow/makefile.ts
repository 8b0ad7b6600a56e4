import type { Source } from '../core/source.ts';
import { readShell } from '../shell/read.ts';
import type { Script } from '../shell/state.ts';
import { readCommands } from './commands/index.ts';
import { expander } from './commands/place.ts';
import type { Act, Workflow } from './types.ts';

/**
 * The image builds in a Makefile's recipes, for the links between image names and Dockerfiles. Variables have the value
 * that the file assigns them once. Never throws.
 * Source: GNU make manual, 5 “Writing recipes”, 6 “How to use variables”.
 */
export function readMakefile(source: Source): Workflow {
  const variables = new Map<string, string | undefined>();
  const acts: Act[] = [];
  for (const line of logicalLines(source.text)) {
    const text = source.text.slice(line.start, line.end);
    if (text.startsWith('\t')) continue;
    assignment.lastIndex = 0;
    const match = assignment.exec(text);
    if (!match) continue;
    const [, name, operator, value] = match as unknown as [string, string, string, string];
    // `+=` and a second assignment make it hang on the way of the reading.
    const again = variables.has(name) && operator !== '?=';
    if (!variables.has(name) || again)
      variables.set(name, again || operator === '+=' ? undefined : shellLike(value.trim()));
  }
  for (const { start, end } of logicalLines(source.text)) {
    if (source.text[start] !== '\t') continue;
    const raw = source.text.slice(start, end);
    // What is no build costs no reading.
    if (!/build|buildx|buildah|kaniko|push|tag/.test(raw)) continue;
    const body = shellLike(
      raw.replace(
        /^(\t\s*)([@+-]+)/,
        (_, blanks: string, signs: string) => blanks + ' '.repeat(signs.length),
      ),
    );
    acts.push(
      ...actsOf(
        { text: body, span: (from, to) => ({ start: start + from, end: start + to }) },
        source,
        (name) => variables.get(name),
      ),
    );
  }
  return workflowOf(source, acts);
}

/** The image builds in a shell script. */
export function readBuildScript(source: Source): Workflow {
  const script: Script = { text: source.text, span: (start, end) => ({ start, end }) };
  return workflowOf(
    source,
    actsOf(script, source, () => undefined),
  );
}

/** Scripts that people publish with, by their name. */
export const isBuildScript = (path: string): boolean =>
  /(?:^|[/._-])(?:build|publish|release|push|docker|image)[^/]*\.(?:ba)?sh$/i.test(path);

function actsOf(text: Script, source: Source, outer: (name: string) => string | undefined): readonly Act[] {
  const script = readShell(text);
  return readCommands(script, { source, commands: script.commands, expand: expander(script, outer) }).acts;
}

function workflowOf(source: Source, acts: readonly Act[]): Workflow {
  return {
    format: 'script',
    source,
    triggers: [],
    env: new Map(),
    jobs: [],
    builds: acts.flatMap((act) => (act.does === 'build' ? [act] : [])),
    problems: [],
    gaps: [],
  };
}

/** Lines with those that `\` continues. */
function logicalLines(text: string): { start: number; end: number }[] {
  const lines: { start: number; end: number }[] = [];
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    while (end !== -1 && text[end - (text[end - 1] === '\r' ? 2 : 1)] === '\\')
      end = text.indexOf('\n', end + 1);
    if (end === -1) end = text.length;
    lines.push({ start, end });
    start = end + 1;
  }
  return lines;
}

const assignment = /^(?:export[ \t]+|override[ \t]+)*([A-Za-z_][\w.-]*)[ \t]*(\?=|::?=|\+=|=)([\s\S]*)$/;

/** `$(NAME)` as the shell would have it, character for character; `$$` is the shell's own `$`. */
const shellLike = (text: string): string =>
  text.replace(/\$\$|\$\((\w+)\)/g, (_, name?: string) => (name === undefined ? ' $' : `\${${name}}`));
