import type { CsvProfile } from './csv-profile.js';

export type StatementFormat =
  { readonly kind: 'camt053' } | { readonly kind: 'mt940' } | { readonly kind: 'csv'; readonly profile: CsvProfile };
