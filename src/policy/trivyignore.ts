import { dayBefore, isDay } from './days.ts';
import { member, type PeerFile, peerWaiver, textOf } from './peer-file.ts';
import type { Waiver } from './types.ts';
import { readYaml } from './yaml.ts';

/**
 * `.trivyignore`: an id per line, `exp:2027-01-31` behind it, comments. The comment above is the reason, else what
 * stands behind `#` on the line. A line whose expiry is no date ignores nothing, as in Trivy.
 */
export const readTrivyIgnore = (file: PeerFile): Waiver[] => {
  const { source } = file;
  const found: Waiver[] = [];
  let above: string[] = [];
  for (let line = 1; line <= source.lineStarts.length; line++) {
    const at = source.lineSpan(line);
    const text = source
      .slice(at)
      .replace(/^\uFEFF/, '')
      .trim();
    if (text.startsWith('#')) above.push(text.slice(1).trim());
    else if (text === '') above = [];
    else {
      const [id = '', ...words] = text.split(/\s+/);
      const expiry = words.find((word) => word.startsWith('exp:'))?.slice('exp:'.length);
      const hash = text.indexOf('#');
      const reason =
        above.join(' ').trim() || (hash < 0 ? '' : text.slice(hash + 1).trim()) || `listed in ${source.path}`;
      if (expiry === undefined) found.push(peerWaiver(file, at, id, { reason }));
      else if (isDay(expiry)) found.push(peerWaiver(file, at, id, { reason, until: dayBefore(expiry) }));
    }
  }
  return found;
};

/** `.trivyignore.yaml`: of its sections `misconfigurations`, whose ids are those that our rules answer to. */
export const readTrivyIgnoreYaml = async (file: PeerFile): Promise<Waiver[]> => {
  const section = member(await readYaml(file.source), 'misconfigurations');
  if (section?.kind !== 'list') return [];
  return section.items.flatMap((item) => {
    const id = textOf(member(item, 'id'));
    const expiry = textOf(member(item, 'expired_at'));
    if (!id || (expiry !== undefined && !isDay(expiry.slice(0, 10)))) return [];
    const paths = member(item, 'paths');
    const globs = paths?.kind === 'list' ? paths.items.flatMap((one) => textOf(one) ?? []) : [];
    const reason = textOf(member(item, 'statement')) ?? `listed in ${file.source.path}`;
    const until = expiry === undefined ? {} : { until: dayBefore(expiry.slice(0, 10)) };
    return [peerWaiver(file, item.span, id, { reason, ...until }, globs.length > 0 ? globs : undefined)];
  });
};
