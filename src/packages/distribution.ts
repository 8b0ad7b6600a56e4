/** The system of an image, by its os-release (freedesktop, os-release(5)). */
export interface Distribution {
  /** `ID`: `debian`, `alpine`, `rhel`. */
  readonly id: string;
  /** `ID_LIKE`. */
  readonly like: readonly string[];
  readonly versionId?: string;
  readonly codename?: string;
  readonly name?: string;
  readonly prettyName?: string;
  readonly cpe?: string;
}
