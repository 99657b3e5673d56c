import { defaultConfig, Secret, type Config, type UnitConfig } from '@lienthong/config';
import { sandboxPartners } from '@lienthong/embedded';
import { keyOf } from '../agencies/setup.mts';
import { clients, hubCodeOf, unitOf } from '../agencies/plan.mts';
import { clusterDeadlines as deadlines } from '../proof/deadlines.mts';
import { moneyPartners } from '../money/tills.mts';

const limits = { retryFirstMs: 100, retryMaxMs: 1_000, breakerFailures: 20, breakerOpenMs: 500 };

/** Every partner that the sandbox has, quick enough for minutes; the demo's client, and the two agencies that hand over dossiers. */
export function chaosConfig(dataDir: string, sandboxUrl: string): Config {
  const usual = sandboxPartners(sandboxUrl) as Readonly<Record<string, { readonly feed?: object }>>;
  const money = moneyPartners(usual, sandboxUrl);
  const config = defaultConfig(dataDir, {
    ...money,
    'dvc-portal': {
      ...usual['dvc-portal'],
      ...{ deadlines: { sync: deadlines, progress: deadlines }, loginPauseMs: 500, limits },
    },
    'bank-qr': { ...(money['bank-qr'] as object), deadlines },
    'payment-platform': { ...(money['payment-platform'] as object), deadlines },
    population: { ...usual['population'], deadlines, limits },
    'post-office': {
      ...usual['post-office'],
      ...{ deadlines, limits, maxQuestions: 8, feed: { ...usual['post-office']!.feed, everySeconds: 1 } },
    },
    emc: { ...usual['emc'], deadlines, limits: { ...limits, ratePerSecond: 500, concurrency: 16 } },
    // Asked for longer than a call can take to land.
    'lgsp-exchange': {
      ...usual['lgsp-exchange'],
      deadlines,
      maxQuestions: 15,
      limits: { ...limits, ratePerSecond: 500 },
    },
  });
  return {
    ...config,
    units: unitsBeside(config.units),
    clients: [
      ...config.clients,
      ...clients.map((agency) => ({ name: agency, key: new Secret(keyOf(agency)), units: [unitOf[agency]] })),
    ],
    webhooks: { ...config.webhooks, allowHttp: true, allowPrivateAddresses: true },
  };
}

function unitsBeside(usual: readonly UnitConfig[]): readonly UnitConfig[] {
  const own: readonly UnitConfig[] = [
    { code: unitOf.registry, name: 'Sở Nội vụ tỉnh Mẫu khác' },
    { code: unitOf.building, name: 'Sở Xây dựng tỉnh Mẫu khác' },
    { code: unitOf.archive, name: 'Cục Hộ tịch (mẫu)', via: 'lgsp-exchange', hubCode: hubCodeOf.archive },
  ];
  const codes = new Set(own.map(({ code }) => code));
  return [...usual.filter(({ code }) => !codes.has(code)), ...own];
}
