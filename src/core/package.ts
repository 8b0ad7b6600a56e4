/** What a package is of: the type of its purl (package-url/purl-spec, PURL-TYPES). */
export type PackageType =
  | 'alpm'
  | 'apk'
  | 'bitnami'
  | 'cargo'
  | 'composer'
  | 'conda'
  | 'cran'
  | 'deb'
  | 'ebuild'
  | 'gem'
  | 'generic'
  | 'golang'
  | 'hackage'
  | 'hex'
  | 'julia'
  | 'luarocks'
  | 'maven'
  | 'nix'
  | 'npm'
  | 'nuget'
  | 'opkg'
  | 'otp'
  | 'pub'
  | 'pypi'
  | 'rpm'
  | 'swift';

/** How it is known that a package is there. */
export interface PackageEvidence {
  /**
   * `database`: a package manager says so; `metadata`: the package's own files; `lockfile`: what was to be installed;
   * `binary`: bytes of a program; `sbom`: a bill of materials in the image; `filename`: no more than a file's name.
   */
  readonly by: 'database' | 'metadata' | 'lockfile' | 'binary' | 'sbom' | 'filename';
  /** The file in the image, absolute; in an archive within it `!/` and the path there, as Java has it. */
  readonly path: string;
  /** What was read there, for people: the version string that a binary holds. */
  readonly detail?: string;
}

/** One installed component. */
export interface Package {
  readonly type: PackageType;
  /** As its ecosystem writes it: `@scope/name`, `group:artifact`, `github.com/owner/module`. */
  readonly name: string;
  /** Absent where nothing tells it. */
  readonly version?: string;
  /** The package URL, canonical (purl-spec). */
  readonly purl: string;
  /** `amd64`, `x86_64`, as the package manager writes it. */
  readonly architecture?: string;
  /** As declared, one entry for each statement; not yet an SPDX expression. */
  readonly licences: readonly string[];
  /** The source package that it was built from, where that is not the package itself. */
  readonly source?: { readonly name: string; readonly version?: string };
  /** Who made it, as the package says: maintainer, vendor, author. */
  readonly supplier?: string;
  readonly homepage?: string;
  /** How it is known, best first; at least one. */
  readonly evidence: readonly PackageEvidence[];
  /** `certain`: a package manager or the package itself says so; `likely`: signs in binaries; `guess`: a name. */
  readonly confidence: 'certain' | 'likely' | 'guess';
  /** The index of the layer (0 is the lowest) that brought it as it is. */
  readonly layer: number;
  /** The purl of the package that installed these files: a Debian package that holds a Python module. */
  readonly ownedBy?: string;
  /** Whether it was asked for by name, where that is known. */
  readonly relation?: 'direct' | 'transitive';
  /** Common Platform Enumeration 2.3 names, where these are known for sure. */
  readonly cpes?: readonly string[];
  /** Names of packages that it needs, in its ecosystem's words, as installed: purls where they are resolved. */
  readonly dependsOn?: readonly string[];
  /** The package manager's own marks that matching needs: epoch, module, channel. */
  readonly properties?: Readonly<Record<string, string>>;
}
