import { sql, type Kysely } from 'kysely';
import type { IdempotencyClash } from '../core-words.js';
import { isId } from '../ids.js';
import type { Sealer } from '../pipeline/sealer.js';
import type { AnswerOf, UnitOf } from '../pipeline/unit.js';
import type { DeliveryCore } from './core.js';
import type { DeliveryUnit } from './pipeline/delivery-unit.js';
import { listDeliveries, readDelivery } from './views/deliveries.js';

export interface DeliveryCoreOptions {
  readonly db: Kysely<unknown>;
  readonly sealer: Sealer;
  readonly submit: <K extends DeliveryUnit['kind']>(unit: UnitOf<K>) => Promise<AnswerOf[K] | IdempotencyClash>;
}

/** Deliveries of one process, over its commit line and its store. */
export function deliveryCore({ db, sealer, submit }: DeliveryCoreOptions): DeliveryCore {
  const views = { db, sealer };
  return {
    async orderDelivery(command) {
      return submit({ kind: 'orderDelivery', subject: command.dossier, command });
    },
    async cancelDelivery(command) {
      if (!isId(command.delivery)) return { kind: 'notFound' };
      const delivery = command.delivery.toLowerCase();
      const found = await sql<{ dossier: string }>`
        select v.dossier from gateway.delivery v where v.id = ${delivery}::uuid`.execute(db);
      const subject = found.rows[0]?.dossier;
      if (subject === undefined) return { kind: 'notFound' };
      return submit({ kind: 'cancelDelivery', subject, command: { ...command, delivery } });
    },
    delivery: async (id) => (isId(id) ? readDelivery(views, id) : undefined),
    listDeliveries: (filter, page) => listDeliveries(views, filter, page),
  };
}
