/** Names by number (linux/capability.h). */
const NAMES =
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore'.split(
    ' ',
  );

/**
 * A `security.capability` attribute in the words of cap_to_text(3): `cap_net_bind_service=ep`.
 * @param attribute `struct vfs_cap_data`, revision 1 to 3 (capabilities(7), “File capability extended attribute versioning”)
 * @returns undefined where it is none
 */
export function capabilityText(attribute: Uint8Array): string | undefined {
  if (attribute.length < 12) return undefined;
  const view = new DataView(attribute.buffer, attribute.byteOffset, attribute.length);
  const magic = view.getUint32(0, true);
  const revision = magic >>> 24;
  if (revision < 1 || revision > 3) return undefined;
  const words = revision === 1 || attribute.length < 20 ? 1 : 2;
  const set = (offset: number): bigint =>
    BigInt(view.getUint32(offset, true)) |
    (words === 2 ? BigInt(view.getUint32(offset + 8, true)) << 32n : 0n);
  const [permitted, inheritable] = [set(4), set(8)];
  const effective = magic & 1 ? 'e' : '';
  const groups = new Map<string, string[]>();
  for (let number = 0; number < words * 32; number++) {
    const [p, i] = [permitted >> BigInt(number), inheritable >> BigInt(number)].map(
      (bits) => (bits & 1n) === 1n,
    );
    if (!p && !i) continue;
    const flags = `${effective}${i ? 'i' : ''}${p ? 'p' : ''}`;
    const name = `cap_${NAMES[number] ?? number}`;
    const group = groups.get(flags);
    if (group) group.push(name);
    else groups.set(flags, [name]);
  }
  return [...groups].map(([flags, names]) => `${names.join(',')}=${flags}`).join(' ');
}
