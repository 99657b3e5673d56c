import type { FastifyInstance } from 'fastify';
import type { Partner } from '../partners/partner.js';
export function pageRoutes(_app: FastifyInstance, _partners: readonly Partner[]): void {}
