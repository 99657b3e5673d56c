import type { HubMessage } from '@lienthong/contracts';
import { toCompactTime } from '../mapping/compact-time.js';
import { present } from '../reading/fields.js';
import type { LgspExchangeConfig } from './lgsp-exchange.config.js';
import type { SeenFields } from './lgsp-exchange.wire.js';

type Tables = Pick<LgspExchangeConfig, 'verbs' | 'fields' | 'times'>;

/**
 * A message in the hub's words. Absent: `kind` (the wire has no word for it), the names of units (the hub knows them by their codes),
 * the code of a status and the name of an officer (nobody has agreed on a table; both are sent empty).
 */
export function hubWireOf(message: HubMessage, { verbs, fields, times }: Tables): Readonly<Record<string, unknown>> {
  const timeOf = (at: string): string => (times === 'compact' ? toCompactTime(at) : at);
  const seen: SeenFields = {
    type: verbs[message.act],
    source_id: message.reference,
    ref_code: message.dossier,
    status_profile: '',
    process_officials: '',
    time_of_process: timeOf(message.at),
    from_unit_code: message.from.hubCode,
    to_unit_code: message.to.hubCode,
  };
  const { text, dueAt, documents, amount } = message;
  const assumed = {
    [fields.text]: text ? text : undefined,
    [fields.due]: dueAt ? timeOf(dueAt) : undefined,
    [fields.documents]: documents?.length ? documents.map(({ name, url }) => ({ name, url: url ?? '' })) : undefined,
    [fields.amount]: amount ?? undefined,
  };
  return { ...seen, ...present(assumed) };
}
