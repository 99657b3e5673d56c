import type { FastifyInstance } from 'fastify';
import type { Journal } from '../../journal/journal.js';
import type { Partner } from '../partner.js';
import { Parcels } from './post-office.parcels.js';
import { createPostOffice, defaultAgreement, type PostOfficeAgreement } from './post-office.partner.js';
import { postOfficeRoutes } from './post-office.routes.js';
import { Tokens } from '../tokens.js';

export interface PostOfficeGiven extends Partial<PostOfficeAgreement> {
  newToken?: () => string;
}

/** The post with what it stored before. */
export async function openPostOffice(
  { newToken, ...given }: PostOfficeGiven,
  journal: Journal,
  now: () => Date,
): Promise<{ partner: Partner; routes(app: FastifyInstance): void }> {
  const parcels = new Parcels(journal, now);
  await parcels.reopen();
  const tokens = new Tokens(now, newToken);
  return {
    partner: createPostOffice({ parcels, tokens, agreement: { ...defaultAgreement, ...given } }),
    routes: (app) => postOfficeRoutes(app, parcels),
  };
}
