/**
 * What a file is by its name: certainly a Dockerfile, perhaps one (a look inside decides), a template that
 * becomes one, or no such thing.
 */
export type NameKind = 'dockerfile' | 'perhaps' | 'template' | 'other';

/** Endings of notes, ignore files, backups and what editors and tools leave behind. */
const NEVER =
  /(?:~|#|\.(?:md|mdx|rst|adoc|html?|(?:docker|container)ignore|bak|backup|old|orig|rej|save|swp|swo|swx|tmp|lock|log|diff|patch|snap|pyc|class|o|gz|zip|tar|tgz|png|svg))$/i;

/** Endings under which programs and data stand: `dockerfile.go` is Go, `Dockerfile.go` may build it. */
const PROGRAMS =
  /\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|cs|fs|php|pl|lua|swift|scala|c|h|cc|cpp|hpp|sh|bash|ps1|vim|el|json|jsonc|ya?ml|toml|xml|csv|ini|cfg|conf|properties|txt|tmLanguage|sublime-syntax)$/i;

const TEMPLATES = /\.(?:j2|jinja2?|tmpl|tpl|template|erb|in|mustache|hbs|ejs|gotmpl|m4)$/i;

/** Says what a file is by its name, in whatever case people write it. */
export function kindOfName(name: string): NameKind {
  const lower = name.toLowerCase();
  if (lower === 'dockerfile' || lower === 'containerfile') return 'dockerfile';
  const begins = /^(?:docker|container)file[._-]./.test(lower);
  const ends = /\.(?:docker|container)file$/.test(lower);
  if (!begins && !ends) return TEMPLATES.test(name) ? kindOfTemplate(lower) : 'other';
  if (ends) return 'dockerfile';
  if (NEVER.test(name)) return 'other';
  if (TEMPLATES.test(name)) return 'template';
  return PROGRAMS.test(name) || !/^\w+\./.test(name) ? 'perhaps' : 'dockerfile';
}

/** `web.Dockerfile.j2`. */
const kindOfTemplate = (lower: string): NameKind =>
  /\.(?:docker|container)file\.[a-z0-9]+$/.test(lower) ? 'template' : 'other';

/**
 * Whether a text, of which only the name is in doubt, reads like a Dockerfile: it begins with FROM or ARG as people write
 * them, behind comments. Programs that hold Dockerfiles, as tests do, begin otherwise.
 */
export function looksLikeDockerfile(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end === -1 ? text.length : end).trim();
    if (line !== '' && !line.startsWith('#')) return /^(?:FROM|ARG)\s+\S/.test(line);
    if (end === -1) return false;
    at = end + 1;
  }
  return false;
}

const SKIPPED: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'node_modules',
  'bower_components',
  'jspm_packages',
  'vendor',
  'site-packages',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '.terraform',
  '.direnv',
  '.cache',
]);

/** Folders of other people's work, and of tools, that are looked into only when they are named. */
export const isSkippedFolder = (name: string): boolean => SKIPPED.has(name);
