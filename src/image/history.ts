/**
 * A line of an image's history as the instruction of a Dockerfile that it was: without the shell that Docker puts before a
 * command, its mark for what made no layer, and BuildKit's comment behind it.
 */
export function instructionOf(createdBy: string): string {
  const text = createdBy.replace(/\s+# buildkit\s*$/, '').trim();
  const nop = /^(?:\/bin\/sh -c|cmd \/S \/C)\s+#\(nop\)\s+/.exec(text);
  if (nop) return text.slice(nop[0].length);
  const shell = /^(?:(\|\d+ .*?) )?\/bin\/(?:ba|da)?sh -c\s+/.exec(text);
  if (shell) return `RUN ${text.slice(shell[0].length)}`;
  return text.replace(/^RUN (?:\|\d+ .*? )?\/bin\/(?:ba|da)?sh -c\s+/, 'RUN ');
}
