import { groupReader, passwdReader, shadowReader } from '../image/accounts.ts';
import type { FileReader } from '../image/reader.ts';
import { executable } from './executable.ts';
import { releaseFile } from './release-files.ts';
import { loaderCache, muslPath } from './start/loader-files.ts';

/** Everything that has to have been read of files for what is said of programs. */
export const binaryReaders: readonly FileReader<never>[] = [
  executable,
  releaseFile,
  loaderCache,
  muslPath,
  passwdReader,
  groupReader,
  shadowReader,
] as readonly FileReader[] as readonly FileReader<never>[];
