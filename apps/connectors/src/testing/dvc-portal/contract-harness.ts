import { createTransport } from '@lienthong/connector-kit';
import type { ContractHarness, StandIn } from '@lienthong/connector-kit/testing';
import type { DossierSnapshot, PortalStatus, ProgressPayload } from '@lienthong/contracts';
import { createDvcPortalConnector } from '../../dvc-portal/dvc-portal.connector.js';
import { transportSettingsOf } from '../../slice-transport.js';
import { sandboxStandIn } from '../sandbox-stand-in.js';
import { goldenInput } from './golden.js';
import { configOf } from './portal.js';

/**
 * The portal's connector against the sandbox portal, with everything that the sandbox can do to a call. `stepsAt`: where its look-up
 * lists steps; without it lists none, and the connector does not ask.
 */
export const portalHarness = (stepsAt?: string): ContractHarness => ({
  connector: ({ baseUrl, hardDeadlineMs: hardMs, settlingMs, limits, maxResponseBytes }) => {
    const config = configOf({
      baseUrl: `${baseUrl}/dvcqg`,
      ...(stepsAt === undefined ? {} : { progress: { resolve: { steps: stepsAt } } }),
      deadlines: {
        sync: { hardMs, settlingMs },
        progress: { hardMs, settlingMs },
        status: { hardMs, settlingMs },
      },
      limits,
      transport: { allowPrivateAddresses: true, maxResponseBytes },
    });
    return createDvcPortalConnector(config, { transport: createTransport(transportSettingsOf(config)) });
  },
  onlyAsks: ['lookUpDossier'],
  subject: (number) => `H99.01-260101-${String(number).padStart(5, '0')}`,
  operations: {
    syncDossier: {
      payload: snapshot,
      refusedPayload: (code, number) => {
        const accepted = snapshot(code, number);
        return { ...accepted, dossier: { ...accepted.dossier, field: { code: 'LV01', name: '' } } };
      },
      personal: ['TR\u1ea6N TH\u1eca H\u1ee2P \u0110\u1ed2NG', '000099000777', 'VI\u1ec6C RI\u00caNG'],
    },
    addProgress: {
      payload: progress,
      refusedPayload: (_code, number) => progress('H99.01-260101-99999', number),
      personal: ['TH\u1ea8M \u0110\u1ecaNH RI\u00caNG'],
      needs: 'syncDossier',
    },
    tellStatus: {
      payload: status,
      refusedPayload: (_code, number) => status('H99.01-260101-99999', number),
      personal: ['TH\u00d4NG B\u00c1O RI\u00caNG'],
      needs: 'syncDossier',
    },
  },
  startStandIn: () => startStandIn(stepsAt !== undefined),
});

function snapshot(code: string, number: number): DossierSnapshot {
  const golden = goldenInput<DossierSnapshot>('sync-minimal.input.json');
  const applicant = {
    kind: 'citizen',
    name: 'TR\u1ea6N TH\u1eca H\u1ee2P \u0110\u1ed2NG',
    personalNumber: '000099000777',
  } as const;
  return {
    ...golden,
    code,
    dossier: { ...golden.dossier, revision: number, applicant, summary: `VI\u1ec6C RI\u00caNG ${number}` },
  };
}

function progress(code: string, number: number): ProgressPayload {
  const [golden] = goldenInput<ProgressPayload[]>('progress-one.input.json');
  const at = new Date(Date.parse(golden!.step.at) + number * 1_000).toISOString();
  return {
    code,
    step: { ...golden!.step, key: `b-${number}`, at, content: `TH\u1ea8M \u0110\u1ecaNH RI\u00caNG ${number}` },
  };
}

function status(code: string, number: number): PortalStatus {
  const at = new Date(Date.parse('2026-01-01T00:00:00Z') + number * 1_000).toISOString();
  return { code, portalCode: code, status: 'received', content: `TH\u00d4NG B\u00c1O RI\u00caNG ${number}`, at };
}

/** The number that a payload above carries in its text. */
const numberOf = (record: unknown): number => Number(/RI\u00caNG (\d+)/.exec(JSON.stringify(record))?.[1]);

function startStandIn(listsSteps: boolean): Promise<StandIn> {
  return sandboxStandIn({
    sandbox: { dvcPortal: { listsSteps } },
    partner: 'dvc-portal',
    services: { syncDossier: 'DongBoHoSoMC', addProgress: 'CapNhatTienDoHoSoMC', tellStatus: 'DongBoTrangThaiHoSo' },
    numbersOf: (body) => [(body as { data?: unknown }).data ?? []].flat().map(numberOf),
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
