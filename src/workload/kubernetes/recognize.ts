/** Whether a text is a Kubernetes manifest, by what stands at the head of its lines; nothing is parsed. */
export function looksLikeKubernetes(text: string): boolean {
  if (/^\uFEFF?\s*[{[]/.test(text))
    return /"apiVersion"\s*:\s*"/.test(text) && /"kind"\s*:\s*"[A-Z]/.test(text);
  return (
    /^(?:\uFEFF|- )?(?: {2})?apiVersion:\s*\S/m.test(text) && /^(?:- | {2})?kind:\s*['"]?[A-Z]/m.test(text)
  );
}
