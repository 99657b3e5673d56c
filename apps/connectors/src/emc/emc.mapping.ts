import type { StatusPush } from '@lienthong/contracts';
import { encoder, missingFields, personalFieldsOf, type FieldTable } from '../mapping/field-table.js';
import type { EmcUserSettings } from './emc.config.js';
import { channelLevel, postUse, userText } from './emc.rules.mapping.js';
import type { EmcTables } from './emc.tables.mapping.js';
import type { EmcWire } from './emc.wire.js';

/** What the table below needs beside the push. */
export interface EmcMappingSettings {
  readonly tables: EmcTables;
  readonly site: number;
  readonly user: EmcUserSettings;
}

const fields: FieldTable<EmcWire, StatusPush, EmcMappingSettings> = {
  codeProfile: { from: '/code', required: true, value: ({ code }) => code },
  siteId: { from: '/unit', rule: 'site of the unit', value: (_, { site }) => String(site) },
  codeTTHC: {
    from: '/procedure/code',
    required: true,
    rule: 'national code where the table has one',
    value: ({ procedure: { code } }, { tables: { procedures } }) =>
      Object.hasOwn(procedures, code) ? procedures[code]! : code,
  },
  nameTTHC: { from: '/procedure/name', required: true, value: ({ procedure }) => procedure.name },
  status: { from: '/effectiveStatus', value: ({ status }, { tables }) => tables.status[status] },
  formsReception: { from: '/channel', value: ({ channel }, { tables }) => tables.formsReception[channel] },
  formsPayments: {
    from: '/facts/paid',
    rule: 'as seen by the gateway',
    value: ({ payment }, { tables }) => tables.formsPayments[payment],
  },
  level: {
    from: '/procedure/serviceLevel',
    rule: 'channelLevel',
    value: (push, { tables }) => tables.level[channelLevel(push)],
  },
  isFromDVCQG: { from: '/origin', value: ({ origin }, { tables }) => tables.fromNationalPortal[origin] },
  isDVCBC: { from: '/returnBy', rule: 'postUse', value: (push, { tables }) => tables.byPost[postUse(push)] },
  data: { from: '', rule: 'always empty, as it was seen', value: () => '' },
  user: { from: '/applicant', rule: 'userText', personal: true, value: (push, { user }) => userText(push, user) },
  maHoSo: { from: '/code', value: ({ code }) => code },
};

export const toEmc = encoder(fields);
/** Pointers to what EMC needs and the dossier does not say. */
export const missingForEmc = missingFields(fields);

/** Masked wherever bytes are shown; a form is not shown at all. */
export const emcPersonalFields: readonly string[] = [...personalFieldsOf(fields), 'ID_local', 'ID_QG'];
