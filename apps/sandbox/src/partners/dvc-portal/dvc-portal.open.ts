import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Journal } from '../../journal/journal.js';
import { Sender } from '../../notifications/sender.js';
import type { Partner } from '../partner.js';
import { Citizens } from './dvc-portal.citizens.js';
import { citizenRoutes } from './dvc-portal.citizens.routes.js';
import { defaultDvcPortalConfig, type DvcPortalConfig } from './dvc-portal.config.js';
import { Mishaps } from './dvc-portal.mishaps.js';
import { mishapRoutes } from './dvc-portal.mishaps.routes.js';
import { createDvcPortal } from './dvc-portal.partner.js';

interface PortalTools {
  readonly journal: Journal;
  /** Where partners call us, without `/callbacks`. */
  readonly callbackBase: () => string;
  readonly now: () => Date;
}

/** The portal, and the citizens at it. */
export function openDvcPortal(
  given: Partial<DvcPortalConfig>,
  { journal, callbackBase, now }: PortalTools,
): { partner: Partner; routes(app: FastifyInstance): void; close(): void } {
  const config = { newSession: () => randomBytes(24).toString('hex'), ...defaultDvcPortalConfig, ...given };
  const sender = new Sender();
  const mishaps = new Mishaps();
  const citizens = new Citizens({ journal, config, callbackBase, sender, now });
  return {
    partner: createDvcPortal(given, now, mishaps),
    routes: (app) => {
      citizenRoutes(app, citizens);
      mishapRoutes(app, mishaps, journal);
    },
    close: () => sender.stop(),
  };
}
