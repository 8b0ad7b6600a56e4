import assert from 'node:assert/strict';
import { parse as parseOptions } from 'valibot';
import { parse as parseYaml } from 'yaml';
import type { ContentPlace, ContentProblem, ContentRule, ContentSubject } from '../rules/rule.ts';
import { programKinds, type Surface } from '../rules/support/content/surface.ts';
import { allReaders, inspectTree } from '../scan/image/inspect.ts';
import { elfFile } from './elf.ts';
import { imageOf, treeOf } from './image.ts';
import type { Example } from './pages.ts';
import type { FileSpec, LayerSpec } from './tar.ts';

/**
 * Judges an example of a page on the content of images: YAML with `config` (in Docker's names), `created`, `history` (one
 * instruction for each layer) and `layers`: files by their path, each a text, null where it is deleted, or `content`, `mode`
 * (as text, octal), `uid`, `gid`, `link`, `hardlink`, `size`, `elf`, `capabilities`; `recorded`: what an earlier image offered.
 */
export function checkContentExample(rule: ContentRule, example: Example): void {
  const options = rule.options
    ? parseOptions(rule.options, example.options === undefined ? {} : (parseYaml(example.options) ?? {}))
    : {};
  const problems = [...rule.check(subjectFrom(example.text), options as never)];
  const told = problems.map(({ at, message }) => `${placeText(at)}: ${message}`).join('\n');
  if (example.kind === 'good') {
    assert.equal(problems.length, 0, `should be silent, but says\n${told}`);
    return;
  }
  assert.ok(problems.length > 0, 'should fire');
  if (example.places)
    assert.deepEqual(problems.map(({ at }) => placeText(at)).sort(), example.places.toSorted(), told);
  for (const problem of problems) checkProblem(rule, problem, example);
}

function checkProblem(rule: ContentRule, problem: ContentProblem, example: Example): void {
  const aliases = problem.aliases ?? rule.aliases;
  for (const alias of aliases)
    assert.ok(rule.aliases.includes(alias), `${alias} is not among the rule's aliases`);
  if (example.aliases) assert.deepEqual(aliases.toSorted(), example.aliases.toSorted(), problem.message);
  if (example.severity) assert.equal(problem.severity ?? rule.severity, example.severity);
  assert.equal(problem.evidence !== undefined, example.evidence, problem.message);
  assert.ok(problem.message.length > 10 && !/\n|undefined|\[object/.test(problem.message), problem.message);
}

const placeText = (at: ContentPlace): string =>
  'config' in at ? at.config.join('.') : 'path' in at ? at.path : `layer:${at.layer + 1}`;

interface WrittenFile {
  readonly content?: string;
  readonly mode?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly link?: string;
  readonly hardlink?: string;
  /** Capabilities of the file by their numbers, permitted and effective. */
  readonly capabilities?: readonly number[];
  /** So many bytes, in place of a content. */
  readonly size?: number;
  /** What the dynamic loader would read of it; `true`: a static program. */
  readonly elf?: true | { readonly needed?: readonly string[]; readonly interpreter?: string };
}

interface WrittenImage {
  readonly name?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly created?: string;
  /** What was recorded of an earlier image. */
  readonly recorded?: Partial<Surface['programs']> & Partial<Omit<Surface, 'programs'>>;
  readonly history?: readonly string[];
  readonly layers?: readonly Readonly<Record<string, string | null | WrittenFile>>[];
}

function subjectFrom(text: string): ContentSubject {
  const written = parseYaml(text) as WrittenImage;
  const layers = (written.layers ?? []).map(
    (files): LayerSpec =>
      Object.fromEntries(Object.entries(files).map(([path, file]) => [path, fileOf(file)])),
  );
  const image = imageOf({
    layers,
    config: written.config ?? {},
    rest: {
      ...(written.created ? { created: written.created } : {}),
      ...(written.history ? { history: written.history.map((line) => ({ created_by: line })) } : {}),
    },
    name: written.name ?? 'example.com/acme/app:1',
  });
  const inspected = inspectTree(image, treeOf(layers, allReaders().readers));
  if (!written.recorded) return inspected;
  const { setuid = [], capabilities = [], executables = 0, ...programs } = written.recorded;
  const none = Object.fromEntries(programKinds.map((kind) => [kind, []])) as unknown as Surface['programs'];
  return {
    ...inspected,
    recorded: { programs: { ...none, ...programs }, setuid, capabilities, executables },
  };
}

function fileOf(file: string | null | WrittenFile): FileSpec | null {
  if (file === null || typeof file === 'string') return file;
  const { mode, elf, size, capabilities, ...rest } = file;
  const content = elf
    ? elfFile(elf === true ? {} : elf)
    : size === undefined
      ? rest.content
      : 'x'.repeat(size);
  return {
    ...rest,
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
    ...(content === undefined ? {} : { content }),
    ...(capabilities ? { attributes: { 'security.capability': capabilityBytes(capabilities) } } : {}),
  };
}

/** `struct vfs_cap_data`, revision 2, with the effective bit (capabilities(7)). */
function capabilityBytes(numbers: readonly number[]): Uint8Array {
  const set = numbers.reduce((bits, number) => bits | (1n << BigInt(number)), 0n);
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32LE(0x0200_0001, 0);
  bytes.writeUInt32LE(Number(set & 0xffff_ffffn), 4);
  bytes.writeUInt32LE(Number(set >> 32n), 12);
  return bytes;
}
