/**
 * Whether a text is a Kubernetes manifest, by what stands at the head of its lines: `apiVersion` and `kind` in the same
 * document, or in the same item of a list that is all there is. Nothing is parsed, so that it tells for templates too.
 */
export function looksLikeKubernetes(text: string): boolean {
  if (/^\uFEFF?\s*(?:\{(?!\{)|\[)/.test(text))
    return /"apiVersion"\s*:\s*"/.test(text) && /"kind"\s*:\s*"[A-Z]/.test(text);
  let seen = new Set<string>();
  let depth = '';
  for (const [, rule, indent = '', version, kind] of text.matchAll(LINES)) {
    if (rule !== undefined || indent === '- ') seen = new Set();
    if (rule !== undefined) depth = '';
    else if (indent === '- ') depth = '  ';
    if (rule === undefined && (indent === depth || indent === '- ')) seen.add(version ?? kind ?? '');
    if (seen.size === 2) return true;
  }
  return false;
}

/** The mark between documents, and the two keys with what they may have: a version, a name, a template's action. */
const LINES =
  /^\uFEFF?(?:(---)|(- | {2}|)["']?(?:(apiVersion)["']?[ \t]*:[ \t]+["']?[A-Za-z{]|(kind)["']?[ \t]*:[ \t]+["']?[A-Z{]))/gm;
