import type { Build, Stage } from '../../dockerfile/build-types.ts';

/** Whether a stage is plainly for developing or testing, by its name or that of its file, and not for production. */
export const isForDevelopment = ({ source }: Build, { name = '' }: Stage): boolean =>
  developing.test(name) || developingFile.test(source.path);

/** Whether a stage is plainly there to build something, by its name. */
export const isBuilder = ({ name = '' }: Stage): boolean => building.test(name);

/** A target that nobody runs in production, and that a plain build does not make. */
export const isAside = (build: Build, target: Stage): boolean =>
  target !== build.stages.at(-1) && (isBuilder(target) || isForDevelopment(build, target));

/** The targets that are for production as far as can be told, and the stages that they are built FROM. */
export const productionStages = (build: Build): ReadonlySet<Stage> => build.once(findProduction);

function findProduction(build: Build): ReadonlySet<Stage> {
  const stages = new Set<Stage>();
  for (const target of build.targets) {
    if (isAside(build, target) || isForDevelopment(build, target)) continue;
    for (let stage: Stage | undefined = target; stage && !stages.has(stage); stage = stage.parent)
      stages.add(stage);
  }
  return stages;
}

const work =
  'dev|devel|develop|development|devcontainer|debug|tests?|testing|tester|e2e|unit|integration|coverage|lint|linter|fmt|format|check|checks|validate|verify|generate|generated|codegen|outdated|update|ci|bench|docs';
const builds =
  'builds?|builder|build-?env|compile|compiler|deps|dependencies|install|installer|vendor|vendored|assets|fetch|fetcher|download|downloader|prepare|planner|chef|cacher?|sources?|sdk|toolchain|binaries';

const developing = new RegExp(`(?:^|[-_.])(?:${work})(?:$|[-_.])`);
const building = new RegExp(`(?:^|[-_.])(?:${builds})(?:$|[-_.])`);
const developingFile = new RegExp(
  `(?:^|/)(?:\\.devcontainer/.*|(?:dev|devcontainer|tests?|e2e)/[^/]*|(?:${work}|vendor)\\.(?:dockerfile|containerfile)|(?:dockerfile|containerfile)[._-](?:${work}|local)(?:$|[._-][^/]*))$`,
  'i',
);
