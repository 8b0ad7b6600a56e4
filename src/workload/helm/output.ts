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
  for (let index = 0; index < all.length; index++) {
    const head = all[index] === '---' ? all[index + 1] : undefined;
    if (!head?.startsWith(HEAD)) {
      lines.push(all[index]!);
      continue;
    }
    finish();
    index++;
    const path = head.slice(HEAD.length).trim();
    documents = byPath.get(path) ?? [];
    byPath.set(path, documents);
  }
  finish();
  return [...byPath].map(([path, documents]) => ({ path, documents }));
}

/** The documents of one template as one text. */
export const textOfManifests = ({ documents }: Manifests): string => documents.join('---\n');
