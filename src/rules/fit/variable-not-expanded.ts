import type { Edit, RunPart } from '../../core/edit.ts';
import { valueOf } from '../../core/facts.ts';
import type { SitedProblem } from '../../core/finding.ts';
import { lastName } from '../../core/paths.ts';
import type { Field } from '../../core/site.ts';
import { isShell } from '../../dockerfile/tools.ts';
import type { CommandUse, Container, Probe } from '../../workload/types.ts';
import { type Fit, fitRule } from '../rule.ts';
import { besides } from '../support/fit/sites.ts';
import { inlineScript, startOf } from '../support/fit/start.ts';
import { type Mention, mentionsOf } from '../support/fit/variables.ts';
import { fixWith, replacePart } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Without a shell nobody replaces `$NAME`; the kubelet knows `$(NAME)` only, of the container's own variables. */
export const variableNotExpanded = fitRule({
  name: 'variable-not-expanded',
  title: 'Write variables in the form that is expanded there',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'start a shell (["sh", "-c", "…"]), or on Kubernetes write $(NAME) of a variable in `env`',
  fixable: true,

  *check(fit) {
    const { container } = fit;
    const isCompose = container.workload.format === 'compose';
    yield* inStart(fit);
    for (const [what, probe] of probesOf(container)) {
      if (probe.command && !probe.command.shell && !isForShell(probe.command.words))
        for (const word of probe.command.words)
          yield* inWord(fit, what, word, what.endsWith('hook') ? 'hook' : 'probe');
    }
    if (!isCompose) yield* inEnvironment(fit);
  },
});

/** `command` and `args`: the words that no shell reads. */
function* inStart(fit: Fit): Generator<SitedProblem> {
  const { container } = fit;
  const isCompose = container.workload.format === 'compose';
  const start = startOf(fit);
  const first = container.entrypoint?.words ?? start?.entrypoint;
  // Who gets the words is not known: it may be a shell.
  if (!first && container.command) return;
  const words = [...(first ?? []), ...(container.command?.words ?? [])];
  if (inlineScript(words) || expandsItself(words)) return;
  const parts: [string, CommandUse | undefined][] = [
    [isCompose ? 'entrypoint' : 'command', container.entrypoint],
    [isCompose ? 'command' : 'args', container.command],
  ];
  for (const [what, use] of parts)
    for (const word of use?.words ?? []) yield* inWord(fit, what, word, 'start');
}

/** `start`: every variable of `env` is put in; `probe`: those with a value there; `hook`: none. */
type Where = 'start' | 'probe' | 'hook';

function* inWord(fit: Fit, what: string, word: Field<string>, where: Where): Generator<SitedProblem> {
  const { container } = fit;
  const isCompose = container.workload.format === 'compose';
  for (const mention of mentionsOf(word.value)) {
    const { form, name, text } = mention;
    const isOwn = isSet(container, name);
    if (form === 'kubernetes' && !isCompose && isExpanded(container, name, where)) continue;
    // What nobody sets here may be meant for the program, which has a language of its own.
    const isOfImage = Object.hasOwn(valueOf(fit.facts.environment) ?? {}, name);
    if (!isOwn && !isOfImage && form !== 'kubernetes') continue;
    const inImage = isOfImage && !isOwn;
    yield {
      at: word.at,
      also: inImage ? besides(fit, fit.facts.environment) : [],
      message: `${text} in the ${what} of ${nameOf(container)} stays as it is: ${whyNot(mention, fit, where, inImage)}`,
      ...helpFor(mention, isCompose || where !== 'start', inImage, isOwn),
      ...(isOwn && !isCompose && where !== 'hook' && form === 'shell'
        ? fixWith(`write $(${name})`, kubernetesForm(word, mention), [partOf(what, where)], true)
        : {}),
    };
    return;
  }
}

/** What of a Kubernetes container a word belongs to. */
const partOf = (what: string, where: Where): RunPart => {
  if (where === 'probe') return 'run.probes';
  return what === 'command' ? 'run.entrypoint' : 'run.command';
};

function whyNot({ form, name }: Mention, { container }: Fit, where: Where, inImage: boolean): string {
  if (container.workload.format === 'compose')
    return form === 'kubernetes' ? '$(NAME) is how Kubernetes writes it' : 'no shell reads it';
  if (form === 'shell') return 'no shell reads it';
  if (where === 'hook') return 'the kubelet does not expand the words of hooks, and no shell reads them';
  if (where === 'probe' && isSet(container, name))
    return `in a probe the kubelet expands variables that have their value in \`env\`, and ${name} has it elsewhere`;
  return inImage
    ? `the kubelet knows the variables of \`env\` only, and ${name} is the image's`
    : `no variable ${name} is set in \`env\``;
}

function helpFor({ name }: Mention, needsShell: boolean, inImage: boolean, isOwn: boolean): { help: string } {
  if (needsShell) return { help: 'start a shell that expands it: ["sh", "-c", "…"]' };
  return {
    help: inImage
      ? `set ${name} in \`env\`, or start a shell`
      : isOwn
        ? `write $(${name})`
        : `set ${name} in \`env\`, or start a shell where it is a command’s output`,
  };
}

/** Kubernetes: a value may name variables that stand above it, as `$(NAME)`. */
function* inEnvironment(fit: Fit): Generator<SitedProblem> {
  const { container } = fit;
  const above = new Set<string>();
  for (const { name, value } of container.environment) {
    const mention =
      value &&
      mentionsOf(value.value).find(
        (each) =>
          (each.form === 'kubernetes' && !above.has(each.name) && !isOpen(container, each.name)) ||
          (each.form === 'shell' &&
            each.text.startsWith('${') &&
            above.has(each.name) &&
            !isOfJvm(fit, name)),
      );
    above.add(name);
    if (!value || !mention) continue;
    const isBelow = isSet(container, mention.name);
    yield {
      at: value.at,
      message: `${mention.text} in the variable ${name} of ${nameOf(container)} stays as it is: ${
        mention.form === 'shell'
          ? 'no shell reads it'
          : isBelow
            ? `${mention.name} is set below it, and only what stands above is expanded`
            : `no variable ${mention.name} is set in \`env\``
      }`,
      help:
        mention.form === 'shell'
          ? `write $(${mention.name})`
          : isBelow
            ? `move ${mention.name} above ${name}`
            : `set ${mention.name} above it, or write $$(${mention.name}) where the text is meant`,
      ...(mention.form === 'shell'
        ? fixWith(`write $(${mention.name})`, kubernetesForm(value, mention), ['run.environment'])
        : {}),
    };
  }
}

/** Spring, Quarkus and their like put variables into the values of others themselves. */
const isOfJvm = ({ facts }: Fit, name: string): boolean =>
  /^(?:SPRING|QUARKUS|MICRONAUT|JAVA|JDK|_JAVA|CATALINA|KAFKA|KC|LOGGING|MANAGEMENT|SERVER|EUREKA)_/.test(
    name,
  ) || facts.has('java') !== 'absent';

/** The mention in the form that the kubelet expands. */
function kubernetesForm(word: Field<string>, { text, name }: Mention): Edit[] | undefined {
  const edit = replacePart(word, text, `$(${name})`);
  return edit && [edit];
}

const isExpanded = (container: Container, name: string, where: Where): boolean =>
  where === 'start'
    ? isSet(container, name) || isOpen(container, name)
    : where === 'probe' &&
      container.environment.some((each) => each.name === name && each.value !== undefined);

const isSet = ({ environment }: Container, name: string): boolean =>
  environment.some((each) => each.name === name);

/** It may come with others from elsewhere, or as one that the kubelet makes for a Service. */
const isOpen = ({ environment }: Container, name: string): boolean =>
  environment.some((each) => each.name.endsWith('*') && name.startsWith(each.name.slice(0, -1))) ||
  /_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_|$)/.test(name);

function* probesOf({ probes, hooks }: Container): Generator<[string, Probe]> {
  const named: [string, Probe | undefined][] = [
    ['liveness probe', probes.liveness],
    ['readiness probe', probes.readiness],
    ['startup probe', probes.startup],
    ['health check', probes.health],
    ['postStart hook', hooks.postStart],
    ['preStop hook', hooks.preStop],
  ];
  for (const [name, probe] of named) if (probe) yield [name, probe];
}

const isForShell = (words: CommandUse['words']): boolean =>
  inlineScript(words) !== undefined || expandsItself(words);

/** Programs whose arguments are a language with `$NAME` in it, or that read variables in them themselves. */
const expandsItself = (words: readonly { readonly value: string }[]): boolean =>
  words.some(({ value }) => {
    const name = lastName(value);
    return READERS.has(name) || isShell(name);
  });

const READERS: ReadonlySet<string> = new Set([
  'awk',
  'gawk',
  'mawk',
  'sed',
  'perl',
  'ruby',
  'php',
  'envsubst',
  'eval',
  'java',
  'jq',
  'yq',
  'find',
  'xargs',
  'make',
  'expect',
  'supervisord',
  'cmd',
  'cmd.exe',
  'powershell',
  'powershell.exe',
  'pwsh',
  'npm',
  'npx',
  'pnpm',
  'yarn',
]);
