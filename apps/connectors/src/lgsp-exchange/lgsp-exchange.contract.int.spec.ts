import { createTransport, type ConnectorJob, type InboundFact } from '@lienthong/connector-kit';
import { describeConnectorContract, type ContractHarness, type StandIn } from '@lienthong/connector-kit/testing';
import { hubReferenceOf, stableId, type HubAct, type HubMessage } from '@lienthong/contracts';
import { hubCall, hubConfigOf, hubGolden } from '../testing/lgsp-exchange/hub.js';
import { sandboxStandIn, type SandboxEffect } from '../testing/sandbox-stand-in.js';
import { transportSettingsOf } from '../slice-transport.js';
import { createLgspExchangeConnector } from './lgsp-exchange.connector.js';

const person = 'TRẦN THỊ HỢP ĐỒNG';
const golden = JSON.parse(hubGolden('hand-over.input.json')) as HubMessage;
const unknownUnit = { ...golden.to, hubCode: '000.00.99.Z99' };

/** The hub's connector against the sandbox's hub, with everything that the sandbox can do to a call. */
const harness: ContractHarness = {
  connector: ({ baseUrl, hardDeadlineMs: hardMs, settlingMs, limits, maxResponseBytes }) => {
    const config = hubConfigOf({
      baseUrl: `${baseUrl}/lgsp-exchange`,
      ...{ maxQuestions: 30, deadlines: { hardMs, settlingMs }, limits },
      transport: { allowPrivateAddresses: true, maxResponseBytes },
    });
    const connector = createLgspExchangeConnector(config, { transport: createTransport(transportSettingsOf(config)) });
    const route = connector.inbound![0]!;
    const reading = (message: object): readonly InboundFact[] => {
      const read = route.read(hubCall(JSON.stringify(message)), new Date());
      if (read.kind !== 'facts') throw new Error(JSON.stringify(read));
      return read.facts;
    };
    return { ...connector, jobs: [heardOf(reading)] };
  },
  subject: (number) => `H99.01-260101-${String(number).padStart(5, '0')}`,
  operations: {
    handOver: {
      payload: (subject, number) => messageOf('handOver', subject, number, number),
      refusedPayload: (subject, number) => ({ ...messageOf('handOver', subject, number, number), to: unknownUnit }),
      personal: [person],
    },
    report: {
      payload: (subject, number) => messageOf('updated', subject, number, 1),
      refusedPayload: (subject, number) => ({ ...messageOf('updated', subject, number, 1), to: unknownUnit }),
      ...{ personal: [person], needs: 'handOver' },
    },
    tellPaid: {
      payload: (subject, number) => ({ ...messageOf('paid', subject, number, 1), amount: 50_000 }),
      refusedPayload: (subject, number) => ({ ...messageOf('paid', subject, number, 1), to: unknownUnit, amount: 1 }),
      ...{ personal: [person], needs: 'handOver' },
    },
  },
  startStandIn,
};

/** The number goes along in the words; each number of `handOver` is a handover of its own. */
function messageOf(act: HubAct, subject: string, number: number, handed: number): HubMessage {
  const handover = stableId(subject, handed);
  const reference = hubReferenceOf(handover);
  return { ...golden, handover, reference, act, dossier: subject, text: `Yêu cầu của ${person}, số ${number}` };
}
const numberOf = (words = ''): number => Number(/\d+$/.exec(words)?.[0]);

/** In place of the hub's calls, for which this bench has no door: what agencies have said is read from the sandbox, for the same books. */
const heardOf = (reading: (message: object) => readonly InboundFact[]): ConnectorJob => ({
  kind: 'lgsp-exchange.heard',
  standing: (now) => [{ subject: 'hub', due: now }],
  run: async ({ now, http, found, cursor }) => {
    const from = Number((await cursor()) ?? 0);
    const answer = await http.read({ method: 'GET', path: `/words?from=${from}` });
    if (answer.ok && answer.status === 200) {
      const { items } = JSON.parse(Buffer.from(answer.body).toString('utf8')) as { items: readonly object[] };
      const names = { partner: 'lgsp-exchange', provider: 'lgsp-exchange', account: 'hub' };
      if (items.length > 0) await found({ ...names, facts: items.flatMap(reading) }, String(from + items.length));
    }
    return { next: new Date(now.getTime() + 100) };
  },
});

type Heard = { readonly type: string; readonly content?: string };
type Effect = SandboxEffect<{ readonly handover: { readonly first: Heard; readonly heard: readonly Heard[] } }>;

async function startStandIn(): Promise<StandIn> {
  return sandboxStandIn({
    partner: 'lgsp-exchange',
    sandbox: {
      lgspExchange: {
        agencies: { [golden.to.hubCode]: 'accepts' },
        ...{ acceptSeconds: 0, callbackUrl: 'http://127.0.0.1:9/' },
      },
    },
    services: { handOver: 'TIEPNHAN', report: 'CAPNHAT', tellPaid: 'THANHTOAN' },
    numbersOf: (body) => [numberOf((body as Heard).content)],
    effects: async (journal, operation, key) =>
      ((await journal({ operation, key })) as readonly Effect[]).map(({ at, record }) => ({
        ...{ number: numberOf(record.handover.heard.at(-1)?.content), at: Date.parse(at), copy: false },
      })),
  });
}

describeConnectorContract("the hub's connector", harness);
