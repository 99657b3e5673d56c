/*
 * A hub's messages about dossiers (wire-contracts.md §7.1): JSON by POST, the same shape in both directions. The verbs and the first
 * eight fields were seen, by their names only; what they mean, and every other name, is configuration.
 */

export const verbs = ['TIEPNHAN', 'CAPNHAT', 'RUT', 'TUCHOI', 'KETQUA', 'THANHTOAN'] as const;
export type Verb = (typeof verbs)[number];

/** The fields that were seen, in the order in which they are sent. */
export interface SeenFields {
  readonly type: Verb;
  readonly source_id: string;
  readonly ref_code: string;
  readonly status_profile: string;
  readonly process_officials: string;
  readonly time_of_process: string;
  readonly from_unit_code: string;
  readonly to_unit_code: string;
}

/** What stands in the header `lgspaccesstoken`, as base64 of JSON in this order. */
export interface AccessWire {
  readonly AccessKey: string;
  readonly SecretKey: string;
  readonly AppName: string;
  readonly PartnerCode: string;
  readonly PartnerCodeCus: string;
}

export const accessHeader = 'lgspaccesstoken';

/** Their names of what a person may be told by, beside the configured ones. */
export const seenPersonalFields = ['process_officials', 'access_token', 'refresh_token'];
