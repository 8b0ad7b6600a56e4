import { contentRule } from '../rule.ts';

/** Files that a build or an editor leaves, and that no program of the image asks for. */
export const leftBehind = contentRule({
  name: 'left-behind',
  title: 'Leave the files of the build and of the editor out of the image',
  severity: 'low',
  set: 'recommended',
  aliases: ['DKL-LI-0003'],
  help: 'list it in .dockerignore, or copy what is needed by name',
  fixable: false,

  *check({ tree }) {
    const told = new Set<string>();
    for (const { path, kind, layer } of tree.files()) {
      // What packages bring is theirs.
      if (
        /^\/(?:usr|lib|var\/lib|proc)\/|\/(?:node_modules|site-packages|dist-packages|vendor|gems)\//.test(
          path,
        )
      )
        continue;
      const found = KINDS.find(
        ({ pattern, of }) => (of === 'directory') === (kind === 'directory') && pattern.test(path),
      );
      if (!found || told.has(path)) continue;
      told.add(path);
      yield {
        at: { path, layer },
        message: found.message,
        ...(found.severity ? { severity: found.severity } : {}),
      };
    }
  },
});

const KINDS: readonly {
  readonly pattern: RegExp;
  readonly of: 'file' | 'directory';
  readonly message: string;
  readonly severity?: 'medium';
}[] = [
  {
    pattern: /\/\.git$/,
    of: 'directory',
    message: 'the whole history of the repository, with what was deleted from it',
    severity: 'medium',
  },
  {
    pattern: /\/\.(?:svn|hg|bzr)$/,
    of: 'directory',
    message: 'the data of a version control',
    severity: 'medium',
  },
  { pattern: /\/\.(?:idea|vscode|settings|vs)$/, of: 'directory', message: 'the settings of an editor' },
  {
    pattern: /\/(?:Dockerfile|Containerfile)(?:\.\w+)?$/,
    of: 'file',
    message: 'the recipe of an image, which is of no use in it',
  },
  {
    pattern: /\/(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/,
    of: 'file',
    message: 'a Compose file, which is of no use in an image',
  },
  { pattern: /\/\.(?:dockerignore|gitlab-ci\.yml|travis\.yml)$/, of: 'file', message: 'a file of the build' },
  {
    pattern: /\/(?:\.DS_Store|Thumbs\.db|desktop\.ini|[^/]+\.sw[op]|[^/]+~|core\.\d+)$/,
    of: 'file',
    message: 'a file that an editor or system leaves',
  },
];
