import { Secret, type Config } from '@lienthong/config';
import { clusterConfig } from './cluster-config.mts';
import { clients, operator } from './processes.mts';

/** An agreement with the payment platform: one account, the fees of one agency. */
export interface Agreement {
  readonly account: string;
  readonly unit: string;
  readonly partnerCode: string;
  readonly secret: string;
  readonly accountNumber: string;
}

/** Accounts that the sandbox's bank has, and that no other provider of the bench tells of. */
export const agreements: readonly Agreement[] = [
  {
    ...{ account: 'nen-tang', unit: clients[0]!.unit, partnerCode: 'PARTNER01' },
    ...{ secret: 'sandbox-platform-secret', accountNumber: '1017595609' },
  },
  {
    ...{ account: 'kho-bac-5', unit: clients[1]!.unit, partnerCode: 'PARTNER02' },
    ...{ secret: 'second-platform-secret', accountNumber: '1017595605' },
  },
];

/** The platform's answers, not our limits, are to decide how many calls are out. */
export const platformCallsAtOnce = 400;

/** Gateways and connectors of an admission day: the portal, and the payment platform with an account of each agency. */
export function admissionConfig(sandboxUrl: string): Config {
  const usual = clusterConfig(sandboxUrl);
  const accounts = agreements.map(({ account, unit, partnerCode, secret, accountNumber }) => ({
    ...{ name: account, units: [unit], partnerCode, secrets: [secret] },
    ...{ bankBin: '970436', accountNumber, accountName: 'HOI DONG THI MAU' },
  }));
  return {
    ...usual,
    operators: [{ name: operator.name, key: new Secret(operator.key), role: 'operator' }],
    partners: {
      'dvc-portal': usual.partners['dvc-portal'],
      'payment-platform': {
        baseUrl: `${sandboxUrl}/payment-platform`,
        payPage: `${sandboxUrl}/payment-platform/pay/{partnerCode}/{reference}`,
        accounts,
        // Receipts are fetched on other days: they are no part of what a candidate waits for.
        sweep: { bill: false, perSecond: 1_000 },
        deadlines: { hardMs: 10_000, settlingMs: 2_000 },
        limits: { concurrency: platformCallsAtOnce, ratePerSecond: 100_000 },
        transport: { allowPrivateAddresses: true, connections: platformCallsAtOnce },
      },
    },
  };
}
