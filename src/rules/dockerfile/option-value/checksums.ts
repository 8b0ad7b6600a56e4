import type { Problem } from '../../../core/finding.ts';
import type { Build, Copy } from '../../../dockerfile/build-types.ts';
import type { Flag } from '../../../dockerfile/tree.ts';
import { show } from '../../support/show.ts';
import { valueOf } from './values.ts';

/**
 * What BuildKit refuses of a checksum: it is of one file from the web, or of one commit. A file's is a digest of the OCI
 * image specification, a commit's the whole or the beginning of its hash, which is looked at when it is fetched.
 */
export function* judgeChecksum(flag: Flag, at: Copy, build: Build): Generator<Problem> {
  const sum = valueOf(flag.value!, at, build);
  if (sum === '') return;
  if (at.sources.length > 1 && at.heredocs.length === 0) {
    yield { at: flag.span, message: '--checksum is of one file, and there are several sources' };
    return;
  }
  const [word] = at.sources;
  const source =
    word && at.heredocs.length === 0
      ? valueOf({ text: 'value' in word ? word.value : word.text }, at, build)
      : '';
  if (source === undefined) return;
  const isGit = isRepository(source);
  if (!isGit && !/^https?:\/\//.test(source)) {
    yield { at: flag.span, message: '--checksum is for what is downloaded by http, https or git' };
  } else if (sum !== undefined && !(isGit ? /^[0-9a-f]+$/i : DIGEST).test(sum)) {
    const wanted = isGit ? 'a commit’s hash' : 'sha256: and 64 hexadecimal digits';
    yield { at: flag.value!.span, message: `${show(sum)} is no checksum of this source: ${wanted}` };
  }
}

/** Source: opencontainers/go-digest, the algorithms that it has. */
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** Source: BuildKit, util/gitutil and dfgitutil; `github.com/…` is one for old times' sake. */
const isRepository = (text: string): boolean =>
  /^(?:git|ssh):\/\/|^[\w-]+@[\w.-]+:|^github\.com\/|^https?:\/\/[^?#]*\.git(?:[?#]|$)/.test(text);
