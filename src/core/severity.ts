export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** How much a finding matters. */
export type Severity = (typeof severities)[number];

/** Whether `severity` reaches the line: `atLeast('critical', 'high')` is true. */
export const atLeast = (severity: Severity, line: Severity): boolean =>
  severities.indexOf(severity) <= severities.indexOf(line);
