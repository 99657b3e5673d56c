import { createTransport, type InboundRequest } from '@lienthong/connector-kit';
import {
  describeConnectorContract,
  type ContractHarness,
  type InboundSpeaker,
  type StandIn,
} from '@lienthong/connector-kit/testing';
import type { PaymentOrder } from '@lienthong/contracts';
import { serveCallbacks } from '../testing/callbacks/callbacks-server.module.js';
import { goldenOrder, platformAccount, platformConfigOf, sayConfirm } from '../testing/payment-platform/platform.js';
import { sandboxStandIn, type SandboxEffect } from '../testing/sandbox-stand-in.js';
import { type PlatformConfig } from './payment-platform.config.js';
import { createPlatformConnector } from './payment-platform.connector.js';
import { transportSettingsOf } from '../slice-transport.js';

const partner = 'payment-platform';
const maxBytes = 4_096;
const person = 'TRẦN THỊ HỢP ĐỒNG';

const connectorOf = (config: PlatformConfig) =>
  createPlatformConnector(config, { transport: createTransport(transportSettingsOf(config)) });

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
      personal: [person, '000099000777'],
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
    payer: { name: person, personalNumber: '000099000777' },
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

type Order = SandboxEffect<{ readonly reference: string; readonly receipt: { readonly MaHoSo: string } }>;

function startStandIn(): Promise<StandIn> {
  return sandboxStandIn({
    partner,
    services: { init: 'INIT' },
    numbersOf: (body) => [numberOf((body as { MaThamChieu: string }).MaThamChieu)],
    effects: async (journal, _service, subject) =>
      ((await journal()) as readonly Order[])
        .filter(({ kind, record }) => kind === 'created' && record.receipt.MaHoSo === subject)
        .map(({ at, record }) => ({ number: numberOf(record.reference), at: Date.parse(at), copy: false })),
  });
}

describeConnectorContract("the payment platform's connector", harness);
