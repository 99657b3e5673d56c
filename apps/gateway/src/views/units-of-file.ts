import { sql, type RawBuilder } from 'kysely';
import { lastingStates } from '../handovers/rules/handover.js';

/**
 * Units that may read a file for what names it, as a list or null: a dossier in its present statement, for its unit and for those that
 * owe an answer about it; a handover, for both its sides, as the handover itself.
 * @param attachment SQL of its id
 */
export const unitsOfFile = (attachment: RawBuilder<unknown>): RawBuilder<string | null> => sql<string | null>`
  (select string_agg(distinct s.unit, ' ') from gateway.attachment_use u cross join lateral (
    select d.unit from gateway.dossier d where d.code = u.dossier
    union all
    select h.to_unit from gateway.handover h
    where h.dossier = u.dossier and h.state = any(${[...lastingStates]}::text[])
    union all
    select unnest(array[h.to_unit, d.unit]) from gateway.handover h left join gateway.dossier d on d.code = h.dossier
    where h.id = case when u.dossier like 'handover:%' then substr(u.dossier, 10)::uuid end) s where u.attachment = ${attachment})`;
