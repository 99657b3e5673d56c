import { createTransport } from '@lienthong/connector-kit';
import { describeConnectorContract, type ContractHarness, type StandIn } from '@lienthong/connector-kit/testing';
import type { DossierSnapshot, ProgressPayload } from '@lienthong/contracts';
import { goldenInput } from '../testing/dvc-portal/golden.js';
import { configOf } from '../testing/dvc-portal/portal.js';
import { sandboxStandIn } from '../testing/sandbox-stand-in.js';
import { createDvcPortalConnector } from './dvc-portal.connector.js';
import { transportSettingsOf } from '../slice-transport.js';

/** The portal's connector against the sandbox portal, with everything that the sandbox can do to a call. */
const harness: ContractHarness = {
  connector: ({ baseUrl, hardDeadlineMs: hardMs, settlingMs, limits, maxResponseBytes }) => {
    const config = configOf({
      baseUrl: `${baseUrl}/dvcqg`,
      deadlines: { sync: { hardMs, settlingMs }, progress: { hardMs, settlingMs } },
      limits,
      transport: { allowPrivateAddresses: true, maxResponseBytes },
    });
    return createDvcPortalConnector(config, { transport: createTransport(transportSettingsOf(config)) });
  },
  subject: (number) => `H99.01-260101-${String(number).padStart(5, '0')}`,
  operations: {
    syncDossier: {
      payload: snapshot,
      refusedPayload: (code, number) => {
        const accepted = snapshot(code, number);
        return { ...accepted, dossier: { ...accepted.dossier, field: { code: 'LV01', name: '' } } };
      },
      personal: ['TRẦN THỊ HỢP ĐỒNG', '000099000777', 'VIỆC RIÊNG'],
    },
    addProgress: {
      payload: progress,
      refusedPayload: (_code, number) => progress('H99.01-260101-99999', number),
      personal: ['THẨM ĐỊNH RIÊNG'],
      needs: 'syncDossier',
    },
  },
  startStandIn,
};

function snapshot(code: string, number: number): DossierSnapshot {
  const golden = goldenInput<DossierSnapshot>('sync-minimal.input.json');
  const applicant = { kind: 'citizen', name: 'TRẦN THỊ HỢP ĐỒNG', personalNumber: '000099000777' } as const;
  return {
    ...golden,
    code,
    dossier: { ...golden.dossier, revision: number, applicant, summary: `VIỆC RIÊNG ${number}` },
  };
}

function progress(code: string, number: number): ProgressPayload {
  const [golden] = goldenInput<ProgressPayload[]>('progress-one.input.json');
  return { code, step: { ...golden!.step, key: `b-${number}`, content: `THẨM ĐỊNH RIÊNG ${number}` } };
}

/** The number that a payload above carries in its text. */
const numberOf = (record: unknown): number => Number(/RIÊNG (\d+)/.exec(JSON.stringify(record))?.[1]);

function startStandIn(): Promise<StandIn> {
  return sandboxStandIn({
    partner: 'dvc-portal',
    services: { syncDossier: 'DongBoHoSoMC', addProgress: 'CapNhatTienDoHoSoMC' },
    numbersOf: (body) => (body as { data?: unknown[] }).data?.map(numberOf) ?? [],
    effects: async (journal, operation, key) => {
      const seen = new Set<number>();
      return (await journal({ operation, key })).map(({ kind, at, record }) => {
        const number = numberOf(record);
        // Stating the same once more changes nothing; a second create would, and so would a second row of progress.
        const copy = kind === 'updated' && seen.has(number);
        seen.add(number);
        return { number, at: Date.parse(at), copy };
      });
    },
  });
}

describeConnectorContract('the portal connector', harness);
