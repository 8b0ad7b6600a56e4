import { privilegedFilesOptions } from '../options/privileged-files.ts';
import { contentRule } from '../rule.ts';

/** Capabilities on a file are what setuid was, in parts: whoever starts it gets them. */
export const privilegedFiles = contentRule({
  name: 'privileged-files',
  title: 'Give programs no capabilities that the container can do without',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'RUN setcap -r FILE, and listen on a port above 1023; what is needed is better given to the container (cap_add)',
  fixable: false,
  options: privilegedFilesOptions,

  *check({ tree }, { allow }) {
    for (const { path, kind, mode, capabilities } of tree.files()) {
      if (capabilities === undefined || kind !== 'file' || (mode & 0o111) === 0 || allow.includes(path))
        continue;
      const isRoots = AS_GOOD_AS_ROOT.test(capabilities);
      const only = capabilities === 'cap_net_bind_service=ep';
      yield {
        at: { path },
        message: `whoever starts it gets ${capabilities}${isRoots ? ', which is as good as root' : ''}`,
        severity: isRoots ? 'medium' : only ? 'info' : 'low',
      };
    }
  },
});

/** Those that lead to all others (capabilities(7)). */
const AS_GOOD_AS_ROOT =
  /cap_(?:sys_admin|sys_module|sys_ptrace|sys_rawio|setuid|setgid|setfcap|dac_override|dac_read_search|chown|fowner|mknod|bpf)\b/;
