import { sql } from 'kysely';
import { deliverySubject } from '@lienthong/contracts';
import type { Tx } from '@lienthong/store';
import { isId } from '../../ids.js';
import type { Unit } from '../../pipeline/unit.js';
import { identified } from '../../store/lock-subjects.js';
import { deliveryOf } from '../pipeline/delivery-unit.js';
import { goesByPost } from '../pipeline/order-at-completion.js';

/** What has to be known of units about deliveries before anything is locked. */
export interface DeliveryScope {
  /** Dossiers whose deliveries are needed. */
  readonly dossiers: ReadonlySet<string>;
  /** Delivery id → its dossier, of those that there are. */
  readonly dossierOf: ReadonlyMap<string, string>;
  /** To be locked beside the units' own subjects. */
  readonly subjects: readonly string[];
}

/** Finds the dossiers behind deliveries. The store is asked only where a unit names one. */
export async function resolveDeliveries(tx: Tx, units: readonly Unit[]): Promise<DeliveryScope> {
  const ids = new Set<string>();
  const dossiers = new Set<string>();
  for (const unit of units) {
    const id = unit.kind === 'cancelDelivery' ? unit.command.delivery : deliveryOf(unit.subject);
    if (id !== undefined && isId(id)) ids.add(id);
    if (unit.kind === 'orderDelivery' || unit.kind === 'cancelDelivery') dossiers.add(unit.subject);
    if (unit.kind === 'put' && goesByPost(unit.command.content)) dossiers.add(unit.subject);
  }
  const dossierOf = new Map<string, string>();
  if (ids.size > 0) {
    const { rows } = await sql<{ id: string; dossier: string }>`
      select v.id, v.dossier from gateway.delivery v where v.id in (select r.id from ${identified(ids)})`.execute(tx);
    for (const { id, dossier } of rows) {
      dossierOf.set(id, dossier);
      dossiers.add(dossier);
    }
  }
  const named = [...dossierOf].flatMap(([id, dossier]) => [deliverySubject(id), dossier]);
  return { dossiers, dossierOf, subjects: named };
}
