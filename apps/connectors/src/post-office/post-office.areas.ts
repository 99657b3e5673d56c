import { vietnamDay, type Address } from '@lienthong/contracts';

/** The post's own numbers of an area; `names` is put behind the line of the address, for the postman. */
export interface PostArea {
  readonly province: number;
  readonly district?: number;
  readonly names?: string;
}

/** The post's numbers for an address by our codes, as they were in force at a moment; undefined where there are none. */
export type PostAreas = (address: Address, at: Date) => PostArea | undefined;

/** A line of the configured table. */
export interface AreaRow {
  /** Official code of the province. */
  readonly province: string;
  /** Official code of the commune; without it the line is good for the whole province. */
  readonly commune?: string;
  readonly post: number;
  readonly postDistrict?: number;
  /** First and last day (Vietnam) on which it holds. */
  readonly from?: string;
  readonly to?: string;
}

/** By a table: a line of the commune before one of the province. Codes are texts, leading zeros and all. */
export const areasOfTable =
  (table: readonly AreaRow[]): PostAreas =>
  ({ provinceCode, communeCode }, at) => {
    const day = vietnamDay(at.getTime());
    const holding = table.filter(
      ({ province, from, to }) =>
        province === provinceCode && (from === undefined || from <= day) && (to === undefined || day <= to),
    );
    const row =
      holding.find(({ commune }) => commune !== undefined && commune === communeCode) ??
      holding.find(({ commune }) => commune === undefined);
    if (!row) return undefined;
    return { province: row.post, ...(row.postDistrict === undefined ? {} : { district: row.postDistrict }) };
  };
