import type { ImagePlace, Problem } from '../../core/finding.ts';
import type { Gap } from '../../core/gap.ts';
import type { Span } from '../../core/span.ts';
import { instructionOf } from '../../image/history.ts';
import type { Settings } from '../../policy/types.ts';
import type { ContentPlace, ContentRule, ContentSubject, ImageRule } from '../../rules/rule.ts';
import { masked } from '../../secrets/spans.ts';
import type { JudgedFile } from '../file.ts';
import { FindingMaker, type Outline } from '../findings.ts';
import type { InspectedImage } from './inspect.ts';

export interface ImageRules {
  readonly imageRules: readonly ImageRule[];
  readonly contentRules: readonly ContentRule[];
}

/** So many findings of one rule are told of an image. */
const MOST_FINDINGS = 1000;

/**
 * Judges an image by what it is and what is in it.
 * @returns the image as a judged file: its configuration stands for its text
 */
export function judgeImage(
  inspected: InspectedImage,
  { imageRules, contentRules }: ImageRules,
  settings: Pick<Settings, 'rule'>,
): JudgedFile {
  const { image, facts, config, gaps } = inspected;
  const outline: Outline = { source: config.source, identity: repositoryOf(image.name), stages: [] };
  const findings = new FindingMaker(outline);
  const failed: Gap[] = [];
  const run = (name: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      failed.push({ path: image.name, reason: bug(name, error) });
    }
  };
  for (const rule of imageRules) {
    const { enabled, options } = settings.rule(rule.name);
    if (!enabled) continue;
    run(rule.name, () => {
      for (const problem of rule.check({ facts }, options as never))
        findings.add(rule, problem, undefined, { config: config.keyAt(problem.at.start) });
    });
  }
  const subject: ContentSubject = inspected;
  for (const rule of contentRules) {
    const { enabled, options } = settings.rule(rule.name);
    if (!enabled) continue;
    run(rule.name, () => {
      let left = MOST_FINDINGS;
      for (const { at, also: _, ...problem } of rule.check(subject, options as never)) {
        if (left-- === 0) {
          failed.push({
            path: image.name,
            reason: `${rule.name} finds more than ${MOST_FINDINGS} places in it: the others are not told`,
          });
          return;
        }
        const told: Problem = { ...problem, at: spanOf(at, inspected) };
        findings.add(rule, told, undefined, placeOf(at, inspected));
      }
    });
  }
  return {
    ...outline,
    findings: findings.finish(),
    gaps: [...gaps, ...failed],
    comments: [],
    directives: [],
    scripts: [],
  };
}

/** The layer of a place, for reports. */
function layerAt(index: number, { image }: InspectedImage): NonNullable<ImagePlace['layer']> {
  const { descriptor, diffId, history } = image.layers[index]!;
  const createdBy = history?.createdBy;
  return {
    index,
    digest: diffId ?? descriptor.digest,
    ...(createdBy === undefined ? {} : { createdBy: masked(instructionOf(createdBy)) }),
  };
}

function placeOf(at: ContentPlace, inspected: InspectedImage): ImagePlace {
  if ('config' in at) return { config: at.config.join('.') };
  const layer = at.layer ?? ('path' in at ? inspected.tree.lstat(at.path)?.layer : undefined);
  return {
    ...('path' in at ? { path: at.path } : {}),
    ...(layer === undefined ? {} : { layer: layerAt(layer, inspected) }),
  };
}

const spanOf = (at: ContentPlace, { config }: InspectedImage): Span =>
  'config' in at ? config.at(...at.config) : { start: 0, end: 0 };

/** The name without tag and digest: what a finding is the same by when the image is built anew. */
const repositoryOf = (name: string): string =>
  name.replace(/@sha\d+:[0-9a-f]+$/, '').replace(/:[\w.-]+$/, '');

const bug = (rule: string, error: unknown): string =>
  `the rule ${rule} failed on it, which is a bug in plimsoll: ${error instanceof Error ? error.message : String(error)}`;
