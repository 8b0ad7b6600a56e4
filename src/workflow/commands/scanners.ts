import type { ShellCommand, ShellWord } from '../../shell/types.ts';
import type { Act, SbomAct, ScanAct } from '../types.ts';
import { Arguments, type CommandPlace, type CommandReader, doing, names } from './place.ts';

/** Trivy scans, and writes bills of materials. */
export const trivy: CommandReader = (command, words, place) => {
  const given = new Arguments(words, { values: 'fostic', longs: trivyLongs }, place);
  const [verb, ...subjects] = given.operands;
  const act = doing(`trivy ${verb?.value ?? ''}`.trim(), command, place);
  const of = /^(?:image|i)$/.test(verb?.value ?? '') ? 'image' : 'files';
  if (/^(?:cyclonedx|spdx|spdx-json|github)$/.test(given.value('--format', '-f')?.value ?? ''))
    return of === 'image' ? [{ ...act, does: 'sbom', how: 'made', subjects, ...platformOf(given) }] : [];
  if (!/^(?:image|i|fs|filesystem|rootfs|config|conf|repo|repository|sbom)$/.test(verb?.value ?? ''))
    return [];
  if (given.has('--download-db-only', '--download-java-db-only', '--clear-cache', '--reset')) return [];
  const code = given.value('--exit-code')?.value ?? envOf(command, 'TRIVY_EXIT_CODE');
  const stops = code !== undefined && code !== '0';
  return [
    { ...act, does: 'scan', of, subjects, gate: gateOf(command, place, stops, given.has('--output', '-o')) },
  ];
};

export const grype: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    {
      values: 'focst',
      longs: names(
        'fail-on file output config scope template platform name distro exclude add-cpes-if-none by-cve vex',
      ),
    },
    place,
  );
  const [subject] = given.operands;
  if (!subject || /^(?:db|version|completion|config|explain|help)$/.test(subject.value)) return [];
  const of = /^(?:dir|sbom|file|purl):|^\.|\.json$/.test(subject.value) ? 'files' : 'image';
  const gate = gateOf(command, place, given.has('--fail-on', '-f'), given.has('--file', '--output', '-o'));
  return [{ ...doing('grype', command, place), does: 'scan', of, subjects: [subject], gate }];
};

export const syft: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    {
      values: 'ocst',
      longs: names(
        'output config scope template platform file name exclude from source-name source-version base-path catalogers override-default-catalogers select-catalogers',
      ),
    },
    place,
  );
  const operands =
    given.operands[0] && /^(?:scan|packages)$/.test(given.operands[0].value)
      ? given.operands.slice(1)
      : given.operands;
  const [subject] = operands;
  const verb = given.operands[0]?.value ?? '';
  if (!subject || /^(?:version|convert|cataloger|completion|config|help|login|attest)$/.test(verb)) return [];
  if (/^(?:dir|file):|^[./]|^\w+\/?$/.test(subject.value) && !/^\$/.test(subject.value)) return [];
  return [
    {
      ...doing('syft', command, place),
      does: 'sbom',
      how: 'made',
      subjects: [subject],
      ...platformOf(given),
    },
  ];
};

/** Of an image for several, the one that is looked at. */
export function platformOf(given: Arguments): Pick<SbomAct, 'platform'> {
  const platform = given.value('--platform');
  return platform ? { platform } : {};
}

export const hadolint: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    { values: 'cft', longs: names('config format failure-threshold ignore trusted-registry') },
    place,
  );
  const stops = !given.has('--no-fail');
  return [
    {
      ...doing('hadolint', command, place),
      does: 'scan',
      of: 'files',
      subjects: given.operands,
      gate: gateOf(command, place, stops, false),
    },
  ];
};

/** Scanners of images that stop the job unless told otherwise. */
export const strictScanner =
  (tool: string, isScan: (words: readonly ShellWord[]) => boolean): CommandReader =>
  (command, words, place) =>
    isScan(words)
      ? [
          {
            ...doing(tool, command, place),
            does: 'scan',
            of: 'image',
            subjects: [],
            gate: gateOf(command, place, true, false),
          } satisfies Act,
        ]
      : [];

export const dockle: CommandReader = (command, words, place) => {
  const given = new Arguments(
    words,
    { values: 'iflco', longs: names('exit-code exit-level ignore format output input accept-key timeout') },
    place,
  );
  const code = given.value('--exit-code')?.value;
  const gate = gateOf(command, place, code !== undefined && code !== '0', given.has('--output', '-o'));
  return [{ ...doing('dockle', command, place), does: 'scan', of: 'image', subjects: given.operands, gate }];
};

/** What a scan's findings do: `|| true` takes its say away. */
function gateOf(
  command: ShellCommand,
  { commands }: CommandPlace,
  stops: boolean,
  keeps: boolean,
): ScanAct['gate'] {
  const next = commands.find(({ span, chain }) => chain === command.chain && span.start > command.span.end);
  const ignored = command.after === '||' && next !== undefined && /^(?:true|:|echo)$/.test(next.name);
  if (stops && !ignored) return 'stops';
  const piped = command.pipeline.index < command.pipeline.length - 1;
  const redirected = command.redirects.some(({ operator }) => operator.includes('>'));
  return keeps || piped || redirected ? 'report' : 'never';
}

const envOf = ({ assignments }: ShellCommand, name: string): string | undefined =>
  assignments.find((assignment) => assignment.name === name)?.value?.value;

const trivyLongs =
  names(`format output severity scanners exit-code exit-on-eol ignorefile ignore-policy template timeout input
  cache-dir cache-backend config db-repository java-db-repository skip-dirs skip-files vuln-type pkg-types security-checks
  platform username password server token token-header image-src policy trivyignores report compliance vex file-patterns
  ignore-status checks-bundle-repository severity-source podman-host docker-host image-config-scanners helm-values`);
