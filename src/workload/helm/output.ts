/** The manifests that Helm made of one template, in its order. */
export interface Manifests {
  /** As Helm names it: `shop/templates/web.yaml`. */
  readonly path: string;
  readonly documents: readonly string[];
}

const HEAD = '# Source: ';

/** Takes what `helm template` prints apart by the template that each document is from. */
export function readOutput(output: string): Manifests[] {
  const byPath = new Map<string, string[]>();
  let documents: string[] | undefined;
  let lines: string[] = [];
  const finish = () => {
    const text = lines.join('\n');
    if (documents && text.trim() !== '') documents.push(`${text.trimEnd()}\n`);
    lines = [];
  };
  const all = output.split('\n');
  for (const [index, line] of all.entries()) {
    if (line === '---' && all[index + 1]?.startsWith(HEAD)) finish();
    else if (line.startsWith(HEAD) && lines.length === 0) {
      const path = line.slice(HEAD.length).trim();
      documents = byPath.get(path) ?? [];
      byPath.set(path, documents);
    } else lines.push(line);
  }
  finish();
  return [...byPath].map(([path, documents]) => ({ path, documents }));
}

/** The documents of one template as one text. */
export const textOfManifests = ({ documents }: Manifests): string => documents.join('---\n');
