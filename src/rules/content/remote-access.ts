import type { FileStat } from '../../image/reader.ts';
import { contentRule } from '../rule.ts';

/** A container is entered by its engine; what else lets somebody in has to be looked after, and is not. */
export const remoteAccess = contentRule({
  name: 'remote-access',
  title: 'Bring no way in beside the engine’s own',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'leave it out: docker exec and kubectl exec lead into a container; keys of hosts and users are made or mounted at the start',
  fixable: false,

  *check({ tree }) {
    for (const file of tree.files()) {
      const found = file.kind === 'file' ? wayIn(file) : undefined;
      if (found) yield { at: { path: file.path }, ...found };
    }
  },
});

function wayIn({ path, mode, size }: FileStat): { message: string; severity: 'high' | 'medium' } | undefined {
  if (/^\/etc\/(?:ssh|dropbear)\/(?:ssh_host_\w+_key|dropbear_\w+_host_key)$/.test(path))
    return {
      message:
        'the key of a host is the same in every container of the image: whoever has the image can play the host',
      severity: 'high',
    };
  if (/\/\.ssh\/authorized_keys2?$/.test(path) && size > 0)
    return {
      message: 'whoever has the key that fits may log in to every container of the image',
      severity: 'medium',
    };
  const isProgram = (mode & 0o111) !== 0 && /\/s?bin\//.test(path);
  if (isProgram && /\/(?:sshd|dropbear|telnetd|in\.telnetd|rlogind|rshd|vsftpd|in\.ftpd)$/.test(path))
    return { message: 'a server that lets people log in', severity: 'medium' };
  return undefined;
}
