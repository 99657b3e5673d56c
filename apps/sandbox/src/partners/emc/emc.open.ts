import type { FastifyInstance } from 'fastify';
import type { Journal } from '../../journal/journal.js';
import type { Partner } from '../partner.js';
import { defaultEmcConfig, type EmcConfig } from './emc.config.js';
import { Counts } from './emc.counts.js';
import { createEmc } from './emc.partner.js';
import { emcRoutes } from './emc.routes.js';

/** EMC with what it was told before. */
export async function openEmc(
  given: Partial<EmcConfig>,
  journal: Journal,
  now: () => Date,
): Promise<{ partner: Partner; routes(app: FastifyInstance): void }> {
  const counts = new Counts(journal);
  await counts.reopen();
  return {
    partner: createEmc({ config: { ...defaultEmcConfig, ...given }, counts, now }),
    routes: (app) => emcRoutes(app, counts),
  };
}
