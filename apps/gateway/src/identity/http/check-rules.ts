import type { GatewayConfig } from '@lienthong/config';
import type { CitizenField } from '@lienthong/contracts';
import { Problem } from '../../http/problem.js';
import { placed } from '../../http/validate.js';
import type { CitizenQuestion } from '../core.js';
import { fieldsAllowed } from '../rules/rights.js';

/** What the configuration says of checks of citizens. */
export interface CheckRules {
  /** What a client may have of a person's data for a procedure. */
  allowed(client: string, procedure: string): ReadonlySet<CitizenField>;
  /** Throws where a question goes beyond that, or beyond who is connected. */
  admit(client: string, procedure: string, question: CitizenQuestion): void;
}

export function checkRules({ citizenChecks, partnerNames }: GatewayConfig): CheckRules {
  const allowed: CheckRules['allowed'] = (client, procedure) => fieldsAllowed(citizenChecks.rights, client, procedure);
  return {
    allowed,
    admit(client, procedure, { fields, phone }) {
      const missing = ['population', ...(phone === undefined ? [] : ['telecom'])].find(
        (partner) => !partnerNames.includes(partner),
      );
      if (missing) {
        throw new Problem('citizenCheck.notConnected', { params: { partner: missing }, extra: { partner: missing } });
      }
      const may = allowed(client, procedure);
      const errors = fields.flatMap((field, at) =>
        may.has(field) ? [] : [placed(`/fields/${at}`, { code: 'field.noRight' })],
      );
      if (errors.length > 0) throw new Problem('citizenCheck.fieldsForbidden', { errors });
    },
  };
}
