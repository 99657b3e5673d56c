import { defaultConfig, Secret, type Config } from '@lienthong/config';
import { sandboxPartners } from '@lienthong/embedded';
import { clients, hubCodeOf, unitOf, type ClientAgency } from './plan.mts';

export const keyOf = (agency: ClientAgency): string => `key-of-${agency}-for-the-proof`;

/** The hub's agency says of everything what it is, so that a handover of unknown fate is soon known; else a person decides. */
const questions = 15;

/** Two agencies with keys of their own, each with a unit; a third behind the sandbox's hub; nobody else. */
export function proofConfig(dataDir: string, sandboxUrl: string): Config {
  const hub = sandboxPartners(sandboxUrl)['lgsp-exchange'] as object;
  const config = defaultConfig(dataDir, {
    'lgsp-exchange': {
      ...hub,
      ...{ maxQuestions: questions, deadlines: { hardMs: 2_000, settlingMs: 500 } },
      limits: { ratePerSecond: 500, retryFirstMs: 100, retryMaxMs: 1_000, breakerFailures: 10, breakerOpenMs: 500 },
    },
  });
  return {
    ...config,
    units: [
      { code: unitOf.registry, name: 'Sở Tư pháp tỉnh Mẫu' },
      { code: unitOf.building, name: 'Sở Xây dựng tỉnh Mẫu' },
      { code: unitOf.archive, name: 'Cục Hộ tịch (mẫu)', via: 'lgsp-exchange', hubCode: hubCodeOf.archive },
    ],
    clients: clients.map((agency) => ({ name: agency, key: new Secret(keyOf(agency)), units: [unitOf[agency]] })),
    webhooks: { ...config.webhooks, allowHttp: true, allowPrivateAddresses: true },
  };
}
