/** The architecture of an ELF machine (`e_machine`, gABI) by the name that OCI takes from Go (image-index.md, “platform”). */
export function architectureOf(machine: number, isLittle: boolean, is64: boolean): string | undefined {
  const name = MACHINES.get(machine);
  if (name === undefined) return undefined;
  return typeof name === 'string' ? name : name(isLittle, is64);
}

type Name = string | ((isLittle: boolean, is64: boolean) => string | undefined);

const MACHINES: ReadonlyMap<number, Name> = new Map<number, Name>([
  [3, '386'],
  [8, (isLittle, is64) => `mips${is64 ? '64' : ''}${isLittle ? 'le' : ''}`],
  [20, 'ppc'],
  [21, (isLittle) => (isLittle ? 'ppc64le' : 'ppc64')],
  [22, (_, is64) => (is64 ? 's390x' : 's390')],
  [40, 'arm'],
  // A 32-bit file of it is of the x32 ABI, which no image is made for.
  [62, (_, is64) => (is64 ? 'amd64' : undefined)],
  [43, 'sparc64'],
  [183, 'arm64'],
  [243, (_, is64) => (is64 ? 'riscv64' : 'riscv')],
  [258, (_, is64) => (is64 ? 'loong64' : undefined)],
]);
