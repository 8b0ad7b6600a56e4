import { shownSize } from '../../core/sizes.ts';
import { docsLeftOptions } from '../options/docs-left.ts';
import { contentRule } from '../rule.ts';
import { sumByFolder } from '../support/content/folders.ts';

/** Manuals and translations are for people at a machine. */
export const docsLeft = contentRule({
  name: 'docs-left',
  title: 'Leave manuals and translations out of the image',
  severity: 'info',
  set: 'strict',
  aliases: [],
  help: 'keep them out of the layer that installs: dpkg’s path-exclude, dnf’s tsflags=nodocs and --setopt=install_weak_deps=0, apk’s packages without -doc',
  fixable: false,
  options: docsLeftOptions,

  *check({ tree }, { least }) {
    const folderOf = ({ path }: { path: string }): string | undefined =>
      // Licences have to stay with what they are of.
      path.startsWith('/usr/') && !/\/(?:copyright|LICEN[CS]E[^/]*|COPYING[^/]*|NOTICE[^/]*)$/.test(path)
        ? FOLDER.exec(path)?.[0]
        : undefined;
    for (const { path, bytes, files, layer } of sumByFolder(tree, folderOf)) {
      if (bytes < least * 1e6) continue;
      yield {
        at: { path, layer },
        message: `${shownSize(bytes)} of ${WHAT[path.slice(path.lastIndexOf('/') + 1)]!}, in ${files} file${files === 1 ? '' : 's'}, which no program needs`,
      };
    }
  },
});

const FOLDER = /^\/usr\/(?:local\/)?share\/(?:doc|man|info|gtk-doc|help|locale)(?=\/)/;

const WHAT: Readonly<Record<string, string>> = {
  doc: 'documentation',
  man: 'manuals',
  info: 'manuals',
  'gtk-doc': 'documentation',
  help: 'documentation',
  locale: 'translations',
};
