/** The files of a Compose project by their path from its folder. */
export type ProjectFiles = Readonly<Record<string, string>>;

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('');

const service = (body: string): ProjectFiles => ({
  'compose.yaml': `services:\n  a:\n    image: x\n${body}`,
});

const value = (text: string): ProjectFiles => service(`    environment:\n      V: ${JSON.stringify(text)}\n`);

/** Compose projects that were made to exhaust their reader, by what they are made of; `n` is how much of it. */
export const hostileComposeFamilies: Readonly<Record<string, (n: number) => ProjectFiles>> = {
  'variables on one line': (n) => value('${A:-x}'.repeat(n)),
  'variables and a long tail': (n) => value(`${'${A:-x}'.repeat(n)}${'y'.repeat(n * 5)}`),
  'defaults in defaults': (n) => value(`${'${A:-'.repeat(n)}${'}'.repeat(n)}`),
  'defaults in defaults, set': (n) => value(`${'${A+'.repeat(n)}${'}'.repeat(n)}`),
  'braces that stay open': (n) => value('${A:-{'.repeat(n)),
  'braces that stay open, and one that closes': (n) => value(`${'${A:-{'.repeat(n)}}`),
  dollars: (n) => value('$'.repeat(n)),
  'variables in a block of text': (n) =>
    service(`    command:\n      - |\n${times(n, (i) => `        echo "\${V${i}}" \\\n`)}`),
  'escaped variables': (n) => service(`    environment:\n      V: "${times(n, (i) => `\\x24{V${i}}`)}"\n`),
  services: (n) => ({ 'compose.yaml': `services:\n${times(n, (i) => `  s${i}:\n    image: x\n`)}` }),
  'services that extend the one before': (n) => ({
    'compose.yaml': `services:\n  s0:\n    image: x\n${times(n, (i) => `  s${i + 1}:\n    extends: s${i}\n`)}`,
  }),
  'services that extend the one before, with a port more': (n) => ({
    'compose.yaml': `services:\n  s0:\n    image: x\n${times(Math.ceil(Math.sqrt(n) * 4), (i) => `  s${i + 1}:\n    extends: s${i}\n    ports: ["${i}:80"]\n`)}`,
  }),
  'services that extend each other in a circle': (n) => ({
    'compose.yaml': `services:\n${times(n, (i) => `  s${i}:\n    extends: s${(i + 1) % n}\n`)}`,
  }),
  'services that extend nothing': (n) => ({
    'compose.yaml': `services:\n${times(n, (i) => `  s${i}:\n    image: x\n    extends: t${i}\n`)}`,
  }),
  'services that wait for the next': (n) => ({
    'compose.yaml': `services:\n${times(n, (i) => `  s${i}:\n    image: x\n    depends_on: [s${(i + 1) % n}]\n`)}`,
  }),
  'services that wait for nothing that is there': (n) => ({
    'compose.yaml': `services:\n${times(n, (i) => `  s${i}:\n    image: x\n    depends_on: [t${i}]\n`)}`,
  }),
  'volumes that are not declared': (n) =>
    service(`    volumes:\n${times(n, (i) => `      - v${i}:/v${i}\n`)}`),
  'volumes that are declared': (n) => ({
    'compose.yaml': `services:\n  a:\n    image: x\n    volumes:\n${times(n, (i) => `      - v${i}:/v${i}\n`)}volumes:\n${times(n, (i) => `  v${i}:\n`)}`,
  }),
  'the same mount': (n) =>
    service(
      `    volumes:\n${times(n, () => '      - /a:/b\n')}    tmpfs:\n${times(n, (i) => `      - /b:size=${i}\n`)}`,
    ),
  ports: (n) => service(`    ports:\n${times(n, (i) => `      - "${i % 60000}:80"\n`)}`),
  'a port of many colons': (n) => service(`    ports: ["${':'.repeat(n)}"]\n`),
  'a port of many dashes': (n) => service(`    ports: ["${'1-'.repeat(n)}"]\n`),
  'a volume of many colons': (n) => service(`    volumes: ["${'a:'.repeat(n)}"]\n`),
  'digits for a size': (n) => service(`    mem_limit: "${'1'.repeat(n)}x"\n`),
  'digits for a time': (n) => service(`    stop_grace_period: "${'1'.repeat(n)}x"\n`),
  'digits for a number': (n) => service(`    cpus: "${'1'.repeat(n)}x"\n    scale: "${'1'.repeat(n)}x"\n`),
  'a long command': (n) => service(`    command: ${JSON.stringify('run "a b" '.repeat(n))}\n`),
  'a command of quotes': (n) => service(`    command: ${JSON.stringify(`"'\``.repeat(n))}\n`),
  'keys that nobody knows': (n) => service(times(n, (i) => `    key${i}: 1\n`)),
  'keys that are numbers': (n) => service(`    labels:\n${times(n, (i) => `      ${i}: x\n`)}`),
  'values of a wrong type': (n) => service(`    cap_add:\n${times(n, () => '      - 1\n')}`),
  labels: (n) => service(`    labels:\n${times(n, (i) => `      - l${i}=v\n`)}`),
  extensions: (n) => ({
    'compose.yaml': `${times(n, (i) => `x-${i}: {a: [1, 2]}\n`)}services:\n  a:\n    image: x\n`,
  }),
  'merges of one map': (n) => ({
    'compose.yaml': `x-a: &a\n  image: x\nservices:\n${times(n, (i) => `  s${i}:\n    <<: *a\n`)}`,
  }),
  documents: (n) => ({
    'compose.yaml': `services:\n  a:\n    image: x\n${times(Math.ceil(Math.sqrt(n)), (i) => `---\nx-${i}: 1\n`)}`,
  }),
  'a file of variables': (n) => ({
    ...service('    env_file: [my.env]\n'),
    '.env': times(n, (i) => `V${i}="a $V${i - 1}" # x\n`),
    'my.env': times(n, (i) => `W${i}='a'\n`),
  }),
  'a file of variables, never closed': (n) => ({ ...service(''), '.env': `A="${'\\"'.repeat(n)}` }),
  'blank lines and comments in a file of variables': (n) => ({ ...service(''), '.env': ' \n#\n'.repeat(n) }),
  'names in a file of variables': (n) => ({ ...service(''), '.env': `${'a'.repeat(n)}!` }),
  'includes of one file': (n) => ({
    'compose.yaml': `include:\n${times(n, () => '  - b.yaml\n')}`,
    'b.yaml': 'services:\n  b:\n    image: x\n',
  }),
  'includes that include the next twice': (n) => {
    const depth = Math.min(n, 30);
    const files = Array.from({ length: depth }, (_, i) => [
      i === 0 ? 'compose.yaml' : `f${i}.yaml`,
      i === depth - 1
        ? 'services:\n  b:\n    image: x\n'
        : `include:\n  - path: f${i + 1}.yaml\n    env_file: .e${i}\n  - path: f${i + 1}.yaml\n    env_file: .f${i}\n`,
    ]);
    const variables = Array.from({ length: depth }, (_, i) => [
      [`.e${i}`, `E${i}=1\n`],
      [`.f${i}`, `F${i}=1\n`],
    ]).flat();
    return Object.fromEntries([...files, ...variables]) as ProjectFiles;
  },
  'aliases of aliases': (n) => ({
    'compose.yaml': `x-0: &x0 [a, a]\n${times(Math.min(n, 40), (i) => `x-${i + 1}: &x${i + 1} [*x${i}, *x${i}]\n`)}services:\n  a:\n    image: x\n`,
  }),
  'brackets at any column': (n) => service(times(n, (i) => `    x-${i}: [\n  a,\n  b\n  ]\n`)),
  'brackets at any column, never closed': (n) => service(times(n, (i) => `    x-${i}: [\n  "a,\n`)),
  'tabs in blank lines': (n) => service(times(n, (i) => `    x-${i}: a\n\t\n`)),
  'blank lines below a text': (n) => service(`    user: a\n${'     \n'.repeat(n)}     \t\n`),
  brackets: (n) => ({ 'compose.yaml': `services: ${'['.repeat(n)}` }),
};
