import type { Gap } from '../../core/gap.ts';
import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import type { Origin } from '../../workload/origin/types.ts';
import type { MadeBy } from '../../workload/types.ts';
import type { YamlFile } from '../../yaml/types.ts';
import type { Environment } from '../program.ts';

/** How charts and kustomizations are made into manifests. */
export interface RenderOptions {
  /** How the folder is shown to people: relative to the working directory, with `/`. */
  readonly path: string;
  readonly env: Environment;
  /** Files with values; the last goes before the others. */
  readonly values?: readonly Source[];
  /** As `--set` has it: `a.b=1`. */
  readonly set?: readonly string[];
  /** Of the release; the chart's name otherwise. */
  readonly name?: string;
  readonly namespace?: string;
  /** What `.Capabilities.KubeVersion` is. */
  readonly kubeVersion?: string;
  /** Milliseconds for each run of the program. */
  readonly timeout?: number;
  /** Texts that go before those on disk, by absolute path: files in the state of a repair. */
  readonly texts?: ReadonlyMap<string, Source>;
}

export { madePath } from '../../workload/origin/made.ts';

/** Manifests that were made of others, as one text. */
export interface RenderedFile {
  /** Its path is no file's: `madePath` of the template, as shown. */
  readonly source: Source;
  readonly madeBy: MadeBy;
  /** The text as YAML; what is known to be written somewhere has the place there, the rest that in `source`. */
  read(): YamlFile;
  /** Where a place of the text is from; undefined: it stands for nothing that anybody wrote. */
  origin(site: Site): Origin | undefined;
}

export interface Rendered {
  readonly files: readonly RenderedFile[];
  readonly gaps: readonly Gap[];
  /** Everything that places are carried back to, as it was read. */
  readonly sources: readonly Source[];
  /** Files, as shown, that are not to be judged as they stand: they were rendered, or are no manifests by themselves. */
  readonly parts: readonly string[];
}
