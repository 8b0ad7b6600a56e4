import { valueOf } from '../../../core/facts.ts';
import type { Site } from '../../../core/site.ts';
import type { Fit } from '../../rule.ts';
import { imageSite } from './sites.ts';
import { startOf, wordsOf } from './start.ts';

/** How much memory a language's runtime is told to take for its objects. */
export interface Heap {
  readonly runtime: 'JVM' | 'Node.js' | 'Go';
  /** As written: `-Xmx2g`. */
  readonly flag: string;
  readonly bytes: number;
  /** What it begins with, where that is said beside it: no maximum may be smaller. */
  readonly initial?: { readonly flag: string; readonly bytes: number };
  /** For people: `JAVA_OPTS`, `its command`. */
  readonly place: string;
  readonly at?: Site;
  readonly by: 'manifest' | 'image';
  /** What of the run says it. */
  readonly part: 'environment' | 'command';
}

/**
 * The size that the flags of a container come to, of the manifest's variables and words and of the image's where the
 * manifest has none of that name. Undefined: no flag says one. The last flag counts, and words before variables.
 */
export function heapOf(fit: Fit): Heap | undefined {
  const start = startOf(fit);
  const words = start ? wordsOf(start) : [];
  // The flags of a runtime are words of its own, or of a script that starts it.
  const isNode = words.some(({ value }) => /(?:^|[\s/])node(?:js)?(?:\s|$)/.test(value));
  const isJava = words.some(({ value }) => /(?:^|[\s/])java(?:\s|$)/.test(value));
  for (const { value, at, by } of words.toReversed()) {
    const found = (isJava && javaHeap(value)) || (isNode && nodeHeap(value));
    if (!found) continue;
    const [initial] = isJava && !found.initial ? words.flatMap((word) => initialSize(word.value) ?? []) : [];
    return {
      ...found,
      ...(initial ? { initial } : {}),
      place: 'its command',
      by,
      part: 'command',
      ...(at ? { at } : {}),
    };
  }
  for (const { name, value, at, by } of variables(fit)) {
    const found = JAVA.test(name)
      ? javaHeap(value)
      : name === 'NODE_OPTIONS'
        ? nodeHeap(value)
        : name === 'GOMEMLIMIT'
          ? goLimit(value)
          : undefined;
    if (found) return { ...found, place: name, by, part: 'environment', ...(at ? { at } : {}) };
  }
  return undefined;
}

interface Variable {
  readonly name: string;
  readonly value: string;
  readonly at?: Site;
  readonly by: Heap['by'];
}

function variables(fit: Fit): Variable[] {
  const { container, facts } = fit;
  const own = container.environment.flatMap(({ name, value }): Variable[] =>
    value && !value.uncertain ? [{ name, value: value.value, at: value.at, by: 'manifest' }] : [],
  );
  const set = new Set(container.environment.map(({ name }) => name));
  const at = imageSite(fit, facts.environment);
  const ofImage = Object.entries(valueOf(facts.environment) ?? {})
    .filter(([name]) => !set.has(name))
    .map(([name, value]): Variable => ({ name, value, by: 'image', ...(at ? { at } : {}) }));
  return [...own, ...ofImage];
}

/** The JVM's own, and those that the scripts of well-known servers hand to it. */
const JAVA =
  /^(?:JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|JAVA_OPTS|JAVA_OPTIONS|JAVA_OPTS_APPEND|CATALINA_OPTS|ES_JAVA_OPTS|OPENSEARCH_JAVA_OPTS|LS_JAVA_OPTS|KAFKA_HEAP_OPTS|SOLR_JAVA_MEM|JVM_OPTS|JENKINS_JAVA_OPTS|SONAR_WEB_JAVAOPTS|INSTALL4J_ADD_VM_PARAMS)$/;

type Said = Pick<Heap, 'runtime' | 'flag' | 'bytes' | 'initial'>;

function javaHeap(text: string): Said | undefined {
  const most = lastSize(text, /(?<![^\s"'=])(?:-Xmx|-XX:MaxHeapSize=)(\d{1,15})([kmgt]?)(?![\w.])/gi);
  const least = initialSize(text);
  return most && { runtime: 'JVM', ...most, ...(least ? { initial: least } : {}) };
}

const INITIAL = /(?<![^\s"'=])(?:-Xms|-XX:InitialHeapSize=)(\d{1,15})([kmgt]?)(?![\w.])/gi;

const initialSize = (text: string) => lastSize(text, INITIAL);

function lastSize(text: string, pattern: RegExp): { flag: string; bytes: number } | undefined {
  const last = [...text.matchAll(pattern)].at(-1);
  if (!last) return undefined;
  const [flag, digits = '', unit = ''] = last;
  return { flag, bytes: Number(digits) * 1024 ** ' kmgt'.indexOf(unit.toLowerCase() || ' ') };
}

function nodeHeap(text: string): Said | undefined {
  const last = [...text.matchAll(/--max[-_]old[-_]space[-_]size[= ](\d{1,9})(?!\w)/g)].at(-1);
  return last ? { runtime: 'Node.js', flag: last[0], bytes: Number(last[1]) * 1024 ** 2 } : undefined;
}

function goLimit(text: string): Said | undefined {
  const found = /^(\d{1,15})(B|KiB|MiB|GiB|TiB)?$/.exec(text.trim());
  if (!found) return undefined;
  const power = ['B', 'KiB', 'MiB', 'GiB', 'TiB'].indexOf(found[2] ?? 'B');
  return { runtime: 'Go', flag: found[0], bytes: Number(found[1]) * 1024 ** power };
}
