import { createTransport } from '@lienthong/connector-kit';
import {
  describeConnectorContract,
  type ContractHarness,
  type ContractScope,
  type ContractSituation,
  type StandIn,
} from '@lienthong/connector-kit/testing';
import type { DossierSnapshot, ProgressPayload } from '@lienthong/contracts';
import { startSandbox } from '@lienthong/sandbox';
import { tempFolder } from '@lienthong/store/testing';
import { goldenInput } from '../testing/dvc-portal/golden.js';
import { configOf } from '../testing/dvc-portal/portal.js';
import { transportSettingsOf } from './dvc-portal.config.js';
import { createDvcPortalConnector } from './dvc-portal.connector.js';

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
      personal: ['TRẦN THỊ HỢP ĐỒNG', '001099000777', 'VIỆC RIÊNG'],
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
  const applicant = { kind: 'citizen', name: 'TRẦN THỊ HỢP ĐỒNG', personalNumber: '001099000777' } as const;
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

const services: Readonly<Record<string, string>> = { syncDossier: 'DongBoHoSoMC', addProgress: 'CapNhatTienDoHoSoMC' };

/** The number that a payload above carries in its text. */
const numberOf = (record: unknown): number => Number(/RIÊNG (\d+)/.exec(JSON.stringify(record))?.[1]);

const sandboxNames: Partial<Record<ContractSituation, string>> = {
  refuse: 'refuses',
  unauthorizedOnce: 'sessionExpired',
  lateEffect: 'slow',
};

interface SandboxEffect {
  readonly kind: 'created' | 'updated' | 'progress' | 'foreign';
  readonly at: string;
  readonly record: unknown;
}
interface SandboxCall {
  readonly arrivedAt: string;
  readonly request: { readonly body?: string };
}
interface InForce {
  readonly operation?: string;
  readonly key?: string;
  readonly applied: number;
}

async function startStandIn(): Promise<StandIn> {
  const folder = tempFolder('portal-contract');
  const sandbox = await startSandbox({ port: 0, dataDir: folder.path });
  const items = async <T>(path: string): Promise<readonly T[]> =>
    ((await (await fetch(sandbox.url + path)).json()) as { items: T[] }).items;
  const journal = (which: string, operation: string, subject: string): string =>
    `/journal/${which}?partner=dvc-portal&operation=${services[operation]}&key=${subject}&limit=1000`;
  const struck = async (operation: string, subject: string): Promise<boolean> =>
    (await items<InForce>(`/situations`)).some(
      (one) => one.operation === services[operation] && one.key === subject && one.applied > 0,
    );
  const put = async (scope: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${sandbox.url}/situations/${scope}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const queues = new Map<string, Promise<void>>();
  let cleared = false;

  return {
    baseUrl: sandbox.url,
    put: async (situation, scope) => {
      cleared = false;
      const place = `${scope.operation} ${scope.subject}`;
      const before = queues.get(place);
      const next = (before ?? Promise.resolve()).then(() =>
        cleared ? undefined : put(`dvc-portal/${services[scope.operation]}`, bodyOf(situation, scope)),
      );
      // The sandbox holds one situation per dossier: the next of a series is put when this one has struck.
      queues.set(
        place,
        next.then(async () => {
          while (!cleared && !(await struck(scope.operation, scope.subject))) await turn();
        }),
      );
      if (!before) await next;
    },
    goDown: () => put('dvc-portal', { situation: 'down', all: true }),
    clear: async () => {
      cleared = true;
      await Promise.all(queues.values());
      queues.clear();
      await fetch(`${sandbox.url}/situations`, { method: 'DELETE' });
    },
    effects: async (operation, subject) => {
      const seen = new Set<number>();
      return (await items<SandboxEffect>(journal('effects', operation, subject))).map(({ kind, at, record }) => {
        const number = numberOf(record);
        // Stating the same once more changes nothing; a second create would, and so would a second row of progress.
        const copy = kind === 'updated' && seen.has(number);
        seen.add(number);
        return { number, at: Date.parse(at), copy };
      });
    },
    calls: async (operation, subject, which) => {
      const ended = (await items<SandboxCall>(journal('calls', operation, subject))).map(({ arrivedAt, request }) => ({
        numbers: (JSON.parse(request.body ?? '{}') as { data?: unknown[] }).data?.map(numberOf) ?? [],
        at: Date.parse(arrivedAt),
      }));
      ended.sort((a, b) => a.at - b.at);
      const out = which && ended.length === 0 && (await struck(operation, subject));
      return out ? [{ numbers: [], at: Date.now() }] : ended;
    },
    close: async () => {
      cleared = true;
      await sandbox.close();
      folder.remove();
    },
  };
}

function bodyOf(situation: ContractSituation, { subject, count = 1, millis }: ContractScope): object {
  return {
    situation: sandboxNames[situation] ?? situation,
    key: subject,
    ...(count === 'all' ? { all: true } : { count }),
    ...(millis === undefined ? {} : { millis }),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describeConnectorContract('the portal connector', harness);
