import { createTransport, type InboundRequest } from '@lienthong/connector-kit';
import {
  describeConnectorContract,
  type ContractHarness,
  type ContractScope,
  type ContractSituation,
  type InboundSpeaker,
  type StandIn,
} from '@lienthong/connector-kit/testing';
import type { PaymentOrder } from '@lienthong/contracts';
import { startSandbox } from '@lienthong/sandbox';
import { tempFolder } from '@lienthong/store/testing';
import { serveCallbacks } from '../testing/callbacks/callbacks-server.module.js';
import { goldenOrder, platformAccount, platformConfigOf, sayConfirm } from '../testing/payment-platform/platform.js';
import { platformTransportSettings, type PlatformConfig } from './payment-platform.config.js';
import { createPlatformConnector } from './payment-platform.connector.js';

const partner = 'payment-platform';
const maxBytes = 4_096;
const person = 'TRẦN THỊ HỢP ĐỒNG';

const connectorOf = (config: PlatformConfig) =>
  createPlatformConnector(config, { transport: createTransport(platformTransportSettings(config)) });

/** The platform's connector against the sandbox's platform, with everything that the sandbox can do to a call. */
const harness: ContractHarness = {
  connector: ({ baseUrl, hardDeadlineMs: hardMs, settlingMs, limits, maxResponseBytes }) =>
    connectorOf(
      platformConfigOf({
        baseUrl: `${baseUrl}/payment-platform`,
        accounts: [{ ...platformAccount, secrets: ['sandbox-platform-secret'] }],
        deadlines: { hardMs, settlingMs },
        limits,
        transport: { allowPrivateAddresses: true, maxResponseBytes },
      }),
    ),
  subject: (number) => `payment:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  operations: {
    init: {
      payload: orderOf,
      refusedPayload: (subject, number) => ({ ...orderOf(subject, number), description: 'A'.repeat(300) }),
      personal: [person, '001099000777'],
    },
  },
  startStandIn,
  inbound: {
    connector: () => connectorOf(platformConfigOf({ confirm: { maxBytes } })),
    speakers: [speaker()],
    serve: serveCallbacks,
  },
};

/** A lane of the contract has several numbers, each an order of its own; the dossier is the lane's subject. */
function orderOf(subject: string, number: number): PaymentOrder {
  return {
    ...goldenOrder,
    reference: `R${subject.slice(-12)}N${number}`,
    dossier: { ...goldenOrder.dossier, code: subject },
    payer: { name: person, personalNumber: '001099000777' },
  };
}
const numberOf = (reference: string): number => Number(/N(\d+)$/.exec(reference)?.[1]);

function speaker(): InboundSpeaker {
  const fields = (number: number) => ({
    MaGiaoDich: `"GD${number}"`,
    MaThamChieu: `"HSDVC${number}"`,
    ThongTinGiaoDich: `"HSDVC${number} NGUYEN VAN A"`,
  });
  const inText = (pattern: RegExp, change: string) => (request: InboundRequest) => ({
    ...request,
    body: Buffer.from(Buffer.from(request.body).toString('utf8').replace(pattern, change)),
  });
  return {
    name: 'payment-platform',
    ...{ method: 'POST', path: `${partner}/nen-tang`, maxBytes },
    say: ({ number }) => sayConfirm({ fields: fields(number) }),
    ofAnother: ({ number }) => sayConfirm({ fields: { ...fields(number), MaDoiTac: '"PARTNER02"' } }),
    proof: 'covers',
    withoutProof: inText(/,"MaXacThuc":"\w+"/, ''),
    withTwoProofs: inText(/,"MaXacThuc":"\w+"/, '$&$&'),
    stale: 'timeless',
    personal: ['NGUYEN VAN A'],
    takesForGood: ({ status, body }) => status === 200 && (JSON.parse(body) as { MaLoi: string }).MaLoi === '00',
  };
}

const sandboxNames: Partial<Record<ContractSituation, string>> = {
  refuse: 'refuses',
  unauthorizedOnce: 'sessionExpired',
  lateEffect: 'slow',
};

interface SandboxEffect {
  readonly kind: string;
  readonly at: string;
  readonly record: { readonly reference: string; readonly receipt: { readonly MaHoSo: string } };
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
  const folder = tempFolder('platform-contract');
  const sandbox = await startSandbox({ port: 0, dataDir: folder.path });
  const items = async <T>(path: string): Promise<readonly T[]> =>
    ((await (await fetch(sandbox.url + path)).json()) as { items: T[] }).items;
  const struck = async (subject: string): Promise<boolean> =>
    (await items<InForce>(`/situations`)).some(
      (one) => one.operation === 'INIT' && one.key === subject && one.applied > 0,
    );
  const put = async (scope: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'PUT', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${sandbox.url}/situations/${scope}`, request);
    if (!answer.ok) throw new Error(await answer.text());
  };
  const queues = new Map<string, Promise<void>>();
  let cleared = false;

  return {
    baseUrl: sandbox.url,
    put: async (situation, scope) => {
      cleared = false;
      const before = queues.get(scope.subject);
      const next = (before ?? Promise.resolve()).then(() =>
        cleared ? undefined : put(`${partner}/INIT`, bodyOf(situation, scope)),
      );
      // The sandbox holds one situation per dossier: the next of a series is put when this one has struck.
      queues.set(
        scope.subject,
        next.then(async () => {
          while (!cleared && !(await struck(scope.subject))) await turn();
        }),
      );
      if (!before) await next;
    },
    goDown: () => put(partner, { situation: 'down', all: true }),
    clear: async () => {
      cleared = true;
      await Promise.all(queues.values());
      queues.clear();
      await fetch(`${sandbox.url}/situations`, { method: 'DELETE' });
    },
    effects: async (_operation, subject) =>
      (await items<SandboxEffect>(`/journal/effects?partner=${partner}&limit=1000`))
        .filter(({ kind, record }) => kind === 'created' && record.receipt.MaHoSo === subject)
        .map(({ at, record }) => ({ number: numberOf(record.reference), at: Date.parse(at), copy: false })),
    calls: async (_operation, subject, which) => {
      const path = `/journal/calls?partner=${partner}&operation=INIT&key=${subject}&limit=1000`;
      const ended = (await items<SandboxCall>(path)).map(({ arrivedAt, request }) => ({
        numbers: [numberOf((JSON.parse(request.body ?? '{}') as { MaThamChieu: string }).MaThamChieu)],
        at: Date.parse(arrivedAt),
      }));
      ended.sort((a, b) => a.at - b.at);
      const out = which && ended.length === 0 && (await struck(subject));
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

describeConnectorContract("the payment platform's connector", harness);
