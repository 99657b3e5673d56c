import { bareConfig, Secret, type Config } from '@lienthong/config';
import { sandboxPartners } from '@lienthong/embedded';
import { widePortal } from './portal.mts';
import { bankAccount, clients, operator } from './processes.mts';

/**
 * Of all processes of a cluster under measurement: the portal of the sandbox, and an account whose bank tells us of money.
 * `portal`: changes in the portal's slice.
 */
export function clusterConfig(
  sandboxUrl: string,
  limits: Readonly<Record<string, number>> = {},
  portal: Readonly<Record<string, unknown>> = widePortal,
): Config {
  const slice = sandboxPartners(sandboxUrl)['dvc-portal'] as Record<string, unknown>;
  return bareConfig({
    limits: { ...bareConfig().limits, ...limits },
    units: [
      { code: 'H44', name: 'UBND tỉnh Mẫu' },
      { code: 'H44.01', name: 'Sở Tư pháp tỉnh Mẫu', parent: 'H44' },
      { code: 'H44.02', name: 'Sở Xây dựng tỉnh Mẫu', parent: 'H44' },
    ],
    clients: clients.map(({ name, key, unit }) => ({ name, key: new Secret(key), units: [unit] })),
    operators: [{ name: operator.name, key: new Secret(operator.key), role: 'viewer' }],
    partners: { 'dvc-portal': { ...slice, ...portal }, 'bank-qr': bankAccount },
    accounts: [],
    source: 'bench',
  });
}
