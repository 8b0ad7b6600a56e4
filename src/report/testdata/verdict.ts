import { createHash } from 'node:crypto';
import type { Fix } from '../../core/edit.ts';
import type { Disposition, Judged, Place, Verdict, WaiverNote } from '../../core/finding.ts';
import type { Gap } from '../../core/gap.ts';
import { atLeast, type Severity } from '../../core/severity.ts';
import { Source } from '../../core/source.ts';
import type { ReportInput, RuleInfo } from '../types.ts';

/** A finding by the text that it stands on. */
export interface FindingSpec {
  readonly rule: string;
  readonly source: Source;
  /** The text of the place; the first one in the file, or the `nth` (from 1). Empty text: a place between characters. */
  readonly on: string;
  readonly nth?: number;
  readonly message: string;
  readonly severity?: Severity;
  readonly target?: string;
  readonly aliases?: readonly string[];
  readonly help?: string;
  readonly also?: readonly string[];
  readonly fix?: Fix;
  readonly evidence?: string;
  readonly waiver?: WaiverNote;
  readonly disposition?: Disposition;
}

/** The place of the `nth` occurrence of a text. */
export const placeOf = (source: Source, text: string, nth = 1, target?: string): Place => {
  let start = source.text.indexOf(text);
  for (let seen = 1; seen < nth && start >= 0; seen++) start = source.text.indexOf(text, start + 1);
  if (start < 0) throw new Error(`${source.path} holds no ${JSON.stringify(text)} number ${nth}`);
  const span = { start, end: start + text.length };
  return {
    path: source.path,
    span,
    start: source.position(span.start),
    end: source.position(span.end),
    ...(target !== undefined && { target }),
  };
};

/** A finding as the policy hands it on. */
export const finding = (spec: FindingSpec, line: Severity = 'high'): Judged => {
  const severity = spec.severity ?? 'medium';
  const at = placeOf(spec.source, spec.on, spec.nth, spec.target);
  return {
    rule: spec.rule,
    aliases: spec.aliases ?? [],
    severity,
    message: spec.message,
    help: spec.help ?? `Mend ${spec.rule}`,
    fingerprint: createHash('sha256')
      .update(`${spec.rule} ${spec.source.path} ${spec.on} ${spec.nth ?? 1}`)
      .digest('hex')
      .slice(0, 32),
    at,
    also: (spec.also ?? []).map((text) => placeOf(spec.source, text)),
    disposition: spec.disposition ?? (spec.waiver ? 'waived' : atLeast(severity, line) ? 'over' : 'under'),
    ...(spec.fix && { fix: spec.fix }),
    ...(spec.evidence && { evidence: spec.evidence }),
    ...(spec.waiver && { waiver: spec.waiver }),
  };
};

/** A verdict over findings, counted and ordered as the policy does it. */
export const verdict = (
  findings: readonly Judged[],
  more: { gaps?: readonly Gap[]; files?: readonly string[]; line?: Verdict['line']; exit?: 3 | 4 } = {},
): Verdict => {
  const number = (disposition: Disposition) =>
    findings.filter((each) => each.disposition === disposition).length;
  const over = number('over');
  return {
    pass: over === 0 && more.exit === undefined,
    line: more.line ?? 'high',
    exit: more.exit ?? (over > 0 ? 1 : 0),
    over,
    under: number('under'),
    waived: number('waived'),
    satisfied: number('satisfied'),
    findings: findings.toSorted(
      (a, b) => compare(a.at.path, b.at.path) || a.at.span.start - b.at.span.start || compare(a.rule, b.rule),
    ),
    gaps: more.gaps ?? [],
    files: more.files ?? [...new Set(findings.map(({ at }) => at.path))].sort(),
  };
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What is said of a rule, from the finding's words. */
export const ruleInfo = (of: Judged, more: Partial<RuleInfo> = {}): RuleInfo => ({
  name: of.rule,
  title: `Keep to ${of.rule}`,
  severity: of.severity,
  help: of.help,
  aliases: of.aliases,
  set: 'recommended',
  url: `https://example.com/rules/${of.rule}`,
  ...more,
});

/** A whole report input. */
export const inputOf = (
  judged: Verdict,
  sources: readonly Source[],
  more: Partial<ReportInput> = {},
): ReportInput => ({
  verdict: judged,
  sources: new Map(sources.map((source) => [source.path, source])),
  rules: new Map(judged.findings.map((each) => [each.rule, ruleInfo(each)])),
  tool: { name: 'plimsoll', version: '0.1.0' },
  fixable: judged.findings.filter(({ fix, disposition }) => fix && disposition !== 'waived').length,
  color: false,
  ...more,
});

const production = new Source(
  'docker/Dockerfile.production',
  `# syntax=docker/dockerfile:1
FROM debian:13 AS build
RUN apt-get update && apt-get install -y build-essential libssl-dev curl ca-certificates pkg-config git && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN cd /src && make
RUN cd /src/tools && make
RUN cd /src/plugins && make
RUN cd /src/extra && make
RUN cd /src/docs && make
RUN cd /src/tests && make check

FROM gcr.io/distroless/cc-debian12 AS cli
COPY --from=build /src/out/cli /usr/local/bin/cli
ENTRYPOINT ["/usr/local/bin/cli"]

FROM gcr.io/distroless/cc-debian12:nonroot AS server
ENV API_TOKEN=changeme
COPY --from=build --chown=nonroot:nonroot \\
  /src/out/server \\
  /usr/local/bin/server
EXPOSE 80
USER nonroot:nonroot
CMD /usr/local/bin/server --port 80
`,
);

const development = new Source(
  'dev/Containerfile',
  `FROM ubuntu:24.04
RUN apt-get update
RUN cd /opt && true
RUN cd /srv && true
CMD ["sleep", "infinity"]
`,
);

const decision: WaiverNote = {
  reason: 'The development container stays root so that it can bind-mount the work tree of any user',
  owner: 'platform team',
  until: '2027-05-30',
  record: { path: 'docs/decisions/0878.md', title: 'Development containers run as root' },
  source: 'plimsoll.yaml:12',
  kind: 'config',
};

const insert = (source: Source, after: string, text: string, title: string, safe = true): Fix => {
  const at = source.text.indexOf(after) + after.length;
  return { title, safe, edits: [{ span: { start: at, end: at }, text }] };
};

/** A verdict like those of real projects: several targets, waivers, evidence, gaps. */
export const realistic = (more: Partial<ReportInput> = {}): ReportInput => {
  const cdRules = ['/src', '/src/tools', '/src/plugins', '/src/extra', '/src/docs', '/src/tests'].map(
    (folder) =>
      finding({
        rule: 'workdir-not-cd',
        source: production,
        on: `cd ${folder} &&`,
        message: 'A `cd` holds for this RUN only; the next instruction starts where WORKDIR says',
        severity: 'low',
        target: 'build',
        aliases: ['DL3003'],
        help: 'Set the folder with WORKDIR',
      }),
  );
  const findings = [
    finding({
      rule: 'run-as-root',
      source: production,
      on: 'FROM gcr.io/distroless/cc-debian12 AS cli',
      message: 'Nothing after `FROM gcr.io/distroless/cc-debian12 AS cli` sets USER and the base runs as 0',
      severity: 'high',
      target: 'cli',
      aliases: ['DL3002', 'DS-0002', 'CIS-DI-0001'],
      help: 'Set a numeric USER in the final stage',
      fix: insert(
        production,
        'ENTRYPOINT ["/usr/local/bin/cli"]',
        '\nUSER 65532:65532',
        'add USER 65532:65532 after line 14',
      ),
    }),
    finding({
      rule: 'builder-libc-newer',
      source: production,
      on: 'COPY --from=build /src/out/cli /usr/local/bin/cli',
      message:
        'Built on debian:13 (glibc 2.41), runs on distroless/cc-debian12 (glibc 2.36): programs that use newer symbols will not start',
      target: 'cli',
      also: ['FROM debian:13 AS build'],
      help: 'Build on debian:12, or run on distroless/cc-debian13',
    }),
    finding({
      rule: 'no-secret-in-environment',
      source: production,
      on: 'API_TOKEN=changeme',
      message: 'ENV keeps API_TOKEN in the image for anyone who can pull it',
      severity: 'critical',
      target: 'server',
      aliases: ['DS-0031', 'SecretsUsedInArgOrEnv'],
      help: 'Give it at run time, or use RUN --mount=type=secret while building',
    }),
    finding({
      rule: 'user-is-numeric',
      source: production,
      on: 'nonroot:nonroot',
      nth: 2,
      message: 'The kubelet cannot verify runAsNonRoot against the name `nonroot`; it needs a number',
      target: 'server',
      help: 'Write the numeric user',
      fix: {
        title: 'write 65532:65532 for nonroot:nonroot',
        safe: true,
        edits: [{ span: placeOf(production, 'nonroot:nonroot', 2).span, text: '65532:65532' }],
      },
    }),
    finding({
      rule: 'exec-form',
      source: production,
      on: 'CMD /usr/local/bin/server --port 80',
      message:
        'The shell form needs /bin/sh, which gcr.io/distroless/cc-debian12:nonroot does not have: the container cannot start',
      severity: 'high',
      target: 'server',
      aliases: ['DL3025', 'JSONArgsRecommended'],
      help: 'Write the command as a JSON array',
      fix: {
        title: 'write CMD ["/usr/local/bin/server", "--port", "80"]',
        safe: false,
        edits: [
          {
            span: placeOf(production, 'CMD /usr/local/bin/server --port 80').span,
            text: 'CMD ["/usr/local/bin/server", "--port", "80"]',
          },
        ],
      },
    }),
    finding({
      rule: 'copy-on-few-lines',
      source: production,
      on: 'COPY --from=build --chown=nonroot:nonroot \\\n  /src/out/server \\\n  /usr/local/bin/server',
      message: 'A name in --chown is looked up in the image’s passwd, which may not hold it',
      severity: 'info',
      target: 'server',
      help: 'Write 65532:65532',
    }),
    finding({
      rule: 'no-install-recommends',
      source: production,
      on: 'apt-get install -y',
      message: 'apt-get installs recommended packages too, which the image may not need',
      severity: 'low',
      target: 'build',
      aliases: ['DL3015', 'DS-0029'],
      fix: insert(
        production,
        'apt-get install -y',
        ' --no-install-recommends',
        'add --no-install-recommends',
      ),
    }),
    ...cdRules,
    finding({
      rule: 'health-check',
      source: production,
      on: 'FROM gcr.io/distroless/cc-debian12:nonroot AS server',
      message: 'No HEALTHCHECK in target server',
      target: 'server',
      severity: 'low',
      aliases: ['DS-0026'],
      disposition: 'satisfied',
      evidence: 'readinessProbe in deploy/chart/templates/deployment.yaml:88',
    }),
    finding({
      rule: 'run-as-root',
      source: development,
      on: 'FROM ubuntu:24.04',
      message: 'Nothing sets USER and the base runs as 0',
      severity: 'high',
      target: '0',
      aliases: ['DL3002', 'DS-0002'],
      waiver: decision,
    }),
    ...['/opt', '/srv'].map((folder) =>
      finding({
        rule: 'workdir-not-cd',
        source: development,
        on: `cd ${folder}`,
        message: 'A `cd` holds for this RUN only',
        severity: 'low',
        target: '0',
        aliases: ['DL3003'],
        waiver: decision,
      }),
    ),
    finding({
      rule: 'update-with-install',
      source: development,
      on: 'apt-get update',
      message: 'The package list is updated in a layer of its own and grows old in the cache',
      target: '0',
      aliases: ['DL3009'],
      waiver: { reason: 'Rebuilt every night', source: 'dev/Containerfile:2', kind: 'pragma' },
    }),
  ];
  return inputOf(
    verdict(findings, {
      files: ['dev/Containerfile', 'docker/Dockerfile.production', 'docker/Dockerfile.tools'],
      gaps: [
        {
          path: 'ghcr.io/acme/api:1.4.0',
          reason: 'MANIFEST_UNKNOWN (not published yet; the Dockerfile was judged instead)',
        },
        {
          path: '',
          reason: 'shellcheck was not found, so shell scripts in RUN were not checked by it',
          kind: 'info',
        },
      ],
    }),
    [production, development],
    { elapsedMs: 213, ...more },
  );
};

/** Text that tries to break out of every format. */
export const hostileText =
  '\x1b]0;owned\x07<script>alert(1)</script> & "quotes" \'single\' | `tick` ]]> \u202e\ud800 ::error::x %0A\r\n- [x](javascript:alert(1)) --> <!--';

/** A verdict in which every text is hostile. */
export const hostile = (more: Partial<ReportInput> = {}): ReportInput => {
  const source = new Source(`ev|l <b>:,%\x1b[31m.Dockerfile`, `FROM a\r\nRUN ${hostileText}\nUSER 0\n`);
  const judged = (rule: string, extra: Partial<FindingSpec>) => ({
    ...finding({
      rule,
      source,
      on: '<script>',
      message: hostileText,
      target: hostileText,
      help: hostileText,
      ...extra,
    }),
    aliases: [hostileText],
  });
  const note: WaiverNote = {
    reason: hostileText,
    owner: hostileText,
    until: '2027-01-01',
    record: { path: hostileText, title: hostileText },
    source: hostileText,
    kind: 'config',
  };
  return inputOf(
    verdict(
      [
        judged('over-rule', {
          severity: 'critical',
          fix: { title: hostileText, safe: true, edits: [{ span: { start: 0, end: 4 }, text: hostileText }] },
        }),
        judged('under-rule', { severity: 'low' }),
        judged('waived-rule', { waiver: note }),
        judged('satisfied-rule', { disposition: 'satisfied', evidence: hostileText }),
      ],
      { gaps: [{ path: hostileText, reason: hostileText }] },
    ),
    [source],
    more,
  );
};
