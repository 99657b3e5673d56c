/** Which site a unit's dossiers are counted under. */
export interface EmcSites {
  /** Of every unit that is not listed below. */
  readonly siteId?: number;
  /** By unit; holds for those below it too. */
  readonly sites: Readonly<Record<string, number>>;
}

/** That of the unit itself, or of the nearest one above it (codes grow by a dot and a part), else the general one. */
export function siteOf({ siteId, sites }: EmcSites, unit: string): number | undefined {
  for (let code = unit; code !== ''; code = code.slice(0, Math.max(0, code.lastIndexOf('.')))) {
    if (Object.hasOwn(sites, code)) return sites[code];
  }
  return siteId;
}
