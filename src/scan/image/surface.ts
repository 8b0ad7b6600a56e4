import { valueOf } from '../../core/facts.ts';
import type { SurfacePart } from '../../report/image/types.ts';
import type { InspectedImage } from './inspect.ts';

/** Programs by their names on PATH. */
const PROGRAMS: readonly { readonly kind: string; readonly title: string; readonly name: RegExp }[] = [
  {
    kind: 'shells',
    title: 'Shells',
    name: /^(?:sh|ash|bash|rbash|dash|zsh|ksh|mksh|fish|csh|tcsh|busybox|toybox|pwsh)$/,
  },
  {
    kind: 'network-tools',
    title: 'Network tools',
    name: /^(?:curl|wget|nc|ncat|netcat|nmap|socat|telnet|ftp|tftp|ssh|scp|sftp|rsync|tcpdump|dig|nslookup)$/,
  },
  {
    kind: 'compilers',
    title: 'Compilers and build tools',
    name: /^(?:cc|c\+\+|gcc|g\+\+|clang|clang\+\+|ld|as|make|cmake|rustc|cargo|go|javac|tsc)$/,
  },
  { kind: 'debuggers', title: 'Debuggers', name: /^(?:gdb|gdbserver|lldb|strace|ltrace|perf|bpftrace)$/ },
  {
    kind: 'interpreters',
    title: 'Interpreters',
    name: /^(?:perl|python[23]?|ruby|php|node|nodejs|deno|bun|lua|tclsh|awk|gawk|mawk|java)$/,
  },
  {
    kind: 'privilege-tools',
    title: 'Tools that change users',
    name: /^(?:su|sudo|doas|gosu|su-exec|setpriv|runuser|pkexec)$/,
  },
];

/** What is in an image that helps whoever gets into the container: programs on PATH, and files with more rights than others. */
export function surfaceOf({ facts, tree }: InspectedImage): SurfacePart[] {
  const programs = [...(valueOf(facts.tools)?.keys() ?? [])].sort();
  const files: Record<'setuid' | 'capabilities' | 'writable', string[]> = {
    setuid: [],
    capabilities: [],
    writable: [],
  };
  for (const { path, kind, mode, capabilities } of tree.files()) {
    const isFile = kind === 'file';
    if (isFile && (mode & 0o6000) !== 0 && (mode & 0o111) !== 0) files.setuid.push(path);
    if (capabilities) files.capabilities.push(path);
    const isOpen = (mode & 0o002) !== 0 && (isFile || (kind === 'directory' && (mode & 0o1000) === 0));
    if (isOpen) files.writable.push(path);
  }
  return [
    { kind: 'setuid', title: 'Setuid and setgid programs', found: files.setuid },
    { kind: 'capabilities', title: 'Files with capabilities', found: files.capabilities },
    { kind: 'world-writable', title: 'Writable for everybody', found: files.writable },
    ...PROGRAMS.map(({ kind, title, name }) => ({
      kind,
      title,
      found: programs.filter((program) => name.test(program)),
    })),
    {
      kind: 'package-managers',
      title: 'Package managers',
      found: [...(valueOf(facts.packageManagers) ?? [])],
    },
  ];
}
