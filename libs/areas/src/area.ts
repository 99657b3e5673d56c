export const areaLevels = ['province', 'district', 'commune'] as const;
export type AreaLevel = (typeof areaLevels)[number];

/** The day on which the present provinces and communes took the place of the former provinces, districts and communes. */
export const reformDay = '2025-07-01';
/** The last day of those before. */
export const lastFormerDay = '2025-06-30';

/** An administrative area under one code, for the time in which it stood. Codes are the official ones, with their leading zeros. */
export interface Area {
  /** 2 digits of a province, 3 of a district, 5 of a commune. The same code may have stood for another area before. */
  readonly code: string;
  readonly name: string;
  readonly level: AreaLevel;
  /** Code of the area that it lies in: of a commune the district while there were districts, the province since. */
  readonly parent?: string;
  readonly province: string;
  /** The first day, `2025-07-01`; not known of what stood before the reform. */
  readonly validFrom?: string;
  /** The first day on which it is no more. */
  readonly validTo?: string;
  /**
   * Codes of those in force that took its place; several where it was divided. Empty for what is in force, and for a
   * district, because districts have no successors (but for an island that was a district without communes).
   */
  readonly successors: readonly string[];
}
