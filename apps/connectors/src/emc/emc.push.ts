import type { Outcome, SendCall } from '@lienthong/connector-kit';
import type { StatusPush, StatusPushFacts, Withholding } from '@lienthong/contracts';
import { readAnswer } from './emc.answer.js';
import type { EmcConfig } from './emc.config.js';
import { missingForEmc } from './emc.mapping.js';
import { outcomeOfAnswer, outcomeOfFailure } from './emc.outcome.js';
import { pushRequest } from './emc.request.js';
import { siteOf } from './emc.sites.js';

/** One attempt of `pushStatus`: one change of one dossier's effective status. */
export async function pushStatus(config: EmcConfig, { items, http, now }: SendCall<StatusPush>): Promise<Outcome> {
  const [{ payload }] = items;
  if (config.off) return withheld('off');
  if (!config.statuses.includes(payload.status)) return withheld('status');
  const site = siteOf(config, payload.unit);
  if (site === undefined) return withheld('noSite');
  const missing = missingForEmc(payload, { tables: config.tables, site, user: config.user });
  if (missing.length > 0) {
    const fields = missing.map((pointer) => ({ pointer, code: 'field.missing' }));
    return { outcome: 'refused', cause: 'emc.fieldMissing', whoActs: 'agency', fields };
  }
  const answer = await http.send(pushRequest(config, payload, site));
  if (!answer.ok) return outcomeOfFailure(answer);
  const verdict = readAnswer(answer, config.answers);
  if (verdict.says !== 'taken') return outcomeOfAnswer(verdict, answer, now);
  return done({ told: true, site, status: config.tables.status[payload.status] });
}

/** Nothing was sent, because that is what the configuration says: it is settled, and its facts say that EMC knows nothing of it. */
const withheld = (why: Withholding): Outcome => done({ told: false, withheld: why });

const done = (facts: StatusPushFacts): Outcome => ({ outcome: 'done', facts: { ...facts } });
