import type { Health } from '@lienthong/connector-kit';
import type { PlatformConfig } from './payment-platform.config.js';
import { queryOrder, type PlatformHttp } from './payment-platform.query.js';

/** A reference that nobody has; that it is not there is a good answer. */
const nobodys = 'LIENTHONG0';

export async function askHealth(config: PlatformConfig, http: PlatformHttp): Promise<Health> {
  const said = await queryOrder(config, config.accounts[0]!, http, {
    reference: nobodys,
    createdAt: '2026-01-01T00:00:00Z',
  });
  return said.kind === 'none' ? { state: 'down', cause: said.cause } : { state: 'up' };
}
