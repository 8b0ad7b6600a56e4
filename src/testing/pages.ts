/** One fenced example of a rule's page. */
export interface Example {
  readonly kind: 'bad' | 'good' | 'fixed';
  readonly text: string;
  /** The language of the fence: `dockerfile`, `yaml`, `hcl`. */
  readonly language: string;
  /** The path that the example stands at; absent: what its rule and text suggest. */
  readonly path?: string;
  /** The line of the page at which the fence opens. */
  readonly pageLine: number;
  /** Expected lines of findings, each once per finding (`line=3,5,5`). */
  readonly lines?: readonly number[];
  /** Of an image: the places of findings, each once per finding: a file, `layer:2`, a key of the configuration. */
  readonly places?: readonly string[];
  /** The aliases that every finding must have, exactly. */
  readonly aliases?: readonly string[];
  /** The same of each finding, by line and in order (`aliases=KSV-0015|KSV-0011`), where they differ. */
  readonly aliasesEach?: readonly (readonly string[])[];
  readonly severity?: string;
  /** Every finding is discharged by something else (`evidence`). */
  readonly evidence: boolean;
  /** How many questions the rule has which it cannot answer (`unknown=1`). */
  readonly unknown?: number;
  readonly args: Readonly<Record<string, string>>;
  readonly targets: readonly string[];
  /** Files of the build context that stand before the example, path → text. */
  readonly files: Readonly<Record<string, string>>;
  /** Text of the options fence before the example (YAML). */
  readonly options?: string;
  /** The example is allowed to have syntax problems. */
  readonly syntax: boolean;
  /** A `fixed` example on which the rule still fires. */
  readonly remains: boolean;
  /** Of a `fixed` example: other files that the repair changes as well, path → text. */
  readonly fixedFiles: Readonly<Record<string, string>>;
}

/** A rule's page, read. */
export interface Page {
  readonly title: string;
  readonly text: string;
  readonly examples: readonly Example[];
}

/**
 * Reads a rule's page. Fences that count:
 * ```` ```dockerfile bad line=2 aliases=DL3000,DS-0009 ````, `good`, `fixed` (of the `bad` before it), and before an
 * example ```` ```text file=path/in/context ```` (files of the build context) and ```` ```yaml options ````.
 * Files and options hold for the examples that follow, until the next heading. A repair that changes a second file has
 * that as well: ```` ```dockerfile fixed file=Dockerfile ```` behind the `fixed` example. `as=PATH` says where an example
 * stands. `evidence` says that every finding is discharged. `unknown=1` is how many questions the rule has about it that it cannot answer.
 */
export function readPage(text: string): Page {
  const lines = text.split('\n');
  const examples: Example[] = [];
  let files: Record<string, string> = {};
  let options: string | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (/^#{1,6} /.test(line)) {
      files = {};
      options = undefined;
      continue;
    }
    const fence = /^(`{3,})(\w+)(.*)$/.exec(line);
    if (!fence) continue;
    const start = at + 1;
    while (++at < lines.length && lines[at] !== fence[1]) {}
    const body = lines
      .slice(start, at)
      .map((each) => `${each}\n`)
      .join('');
    const info = fence[3]!.trim().split(/\s+/);
    const attribute = (name: string) =>
      info.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
    const file = attribute('file');
    const last = examples.at(-1);
    if (file && info.includes('fixed') && last?.kind === 'fixed')
      examples[examples.length - 1] = { ...last, fixedFiles: { ...last.fixedFiles, [file]: body } };
    else if (file) files = { ...files, [file]: unescapeBody(body, info) };
    else if (info.includes('options')) options = body;
    else {
      const text = unescapeBody(body, info);
      const example = exampleOf(info, attribute, text, fence[2]!, start, files, options);
      if (example) examples.push(example);
    }
  }
  return { title: /^# (.+)$/m.exec(text)?.[1] ?? '', text, examples };
}

function exampleOf(
  info: readonly string[],
  attribute: (name: string) => string | undefined,
  text: string,
  language: string,
  pageLine: number,
  files: Readonly<Record<string, string>>,
  options: string | undefined,
): Example | undefined {
  const kind = (['bad', 'good', 'fixed'] as const).find((word) => info.includes(word));
  if (!kind) return undefined;
  const list = (name: string) => attribute(name)?.split(',').filter(Boolean);
  const lines = list('line')?.map(Number);
  const places = list('at');
  const told = attribute('aliases');
  const each = told?.includes('|') ? told.split('|').map((ids) => ids.split(',').filter(Boolean)) : undefined;
  const aliases = each ? undefined : list('aliases');
  const severity = attribute('severity');
  const unknown = attribute('unknown');
  const path = attribute('as');
  return {
    kind,
    text,
    language,
    fixedFiles: {},
    pageLine,
    files,
    args: Object.fromEntries((list('args') ?? []).map((pair) => pair.split('=') as [string, string])),
    targets: list('target') ?? [],
    syntax: info.includes('syntax'),
    remains: info.includes('remains'),
    evidence: info.includes('evidence'),
    ...(path ? { path } : {}),
    ...(lines ? { lines } : {}),
    ...(places ? { places } : {}),
    ...(aliases ? { aliases } : {}),
    ...(each ? { aliasesEach: each } : {}),
    ...(severity ? { severity } : {}),
    ...(unknown === undefined ? {} : { unknown: Number(unknown) }),
    ...(options === undefined ? {} : { options }),
  };
}

/** `crlf` writes the example with `\r\n`; `tabs` turns a leading `→` into a tab. */
function unescapeBody(body: string, info: readonly string[]): string {
  const text = info.includes('tabs') ? body.replace(/^→+/gm, (run) => '\t'.repeat(run.length)) : body;
  return info.includes('crlf') ? text.replaceAll('\n', '\r\n') : text;
}
