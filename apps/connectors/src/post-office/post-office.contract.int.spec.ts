import { createTransport } from '@lienthong/connector-kit';
import { describeConnectorContract, type ContractHarness, type StandIn } from '@lienthong/connector-kit/testing';
import type { DeliveryCancellation, DeliveryOrder } from '@lienthong/contracts';
import { postFeed } from '../testing/post-office/feed.js';
import { goldenAccount, postConfigOf, postGolden } from '../testing/post-office/post.js';
import { sandboxStandIn, type SandboxEffect } from '../testing/sandbox-stand-in.js';
import { createPostOfficeConnector } from './post-office.connector.js';
import { transportSettingsOf } from '../slice-transport.js';

const person = 'TRẦN THỊ HỢP ĐỒNG';
const golden = JSON.parse(postGolden('order.input.json')) as DeliveryOrder;

/** The post's connector against the sandbox's post, with everything that the sandbox can do to a call. */
const harness: ContractHarness = {
  connector: ({ baseUrl, hardDeadlineMs: hardMs, settlingMs, limits, maxResponseBytes }) => {
    const config = postConfigOf({
      baseUrl: `${baseUrl}/post-office`,
      auth: { key: 'sandbox-post-key', secret: 'sandbox-post-secret' },
      accounts: [goldenAccount],
      feed: { everySeconds: 1, pageRows: 500 },
      maxQuestions: 20,
      deadlines: { hardMs, settlingMs },
      limits,
      transport: { allowPrivateAddresses: true, maxResponseBytes },
    });
    return createPostOfficeConnector(config, { transport: createTransport(transportSettingsOf(config)) });
  },
  subject: (number) => `H99.01-260101-${String(number).padStart(5, '0')}`,
  operations: {
    order: {
      payload: orderOf,
      refusedPayload: (subject, number) => ({ ...orderOf(subject, number), description: 'A'.repeat(1_001) }),
      personal: [person, '0900000777'],
    },
    cancel: {
      payload: (subject, number) => cancellationOf(`${subject}__C${number}`),
      refusedPayload: (subject, number) => cancellationOf(`${subject}__X${number}`),
      personal: [],
    },
  },
  startStandIn,
  feed: postFeed,
};

/** A lane of the contract has several numbers, each an order of its own; the post groups them by the dossier. */
function orderOf(subject: string, number: number): DeliveryOrder {
  const receiver = { ...golden.receiver!, name: person, phone: '0900000777' };
  return { ...golden, reference: `${subject}__R${number}`, receiver };
}
const cancellationOf = (reference: string): DeliveryCancellation => ({ delivery: 'd', account: 'h99', reference });
const numberOf = (reference: string): number => Number(/__[RC](\d+)$/.exec(reference)?.[1]);

type Effect = SandboxEffect<{ readonly parcels: readonly [{ readonly orderNumber: string }] }>;

async function startStandIn(): Promise<StandIn> {
  const standIn = await sandboxStandIn({
    partner: 'post-office',
    services: { order: 'order', cancel: 'cancel' },
    numbersOf: (body) => [numberOf((body as { OrderNumber: string }).OrderNumber)],
    effects: async (journal, operation, key) =>
      ((await journal({ operation, key })) as readonly Effect[]).map(({ at, record }) => ({
        ...{ number: numberOf(record.parcels[0].orderNumber), at: Date.parse(at), copy: false },
      })),
  });
  // What there is to cancel: orders that the feed does not speak of before.
  for (let subject = 1; subject <= 150; subject += 1) {
    const prefix = `${harness.subject(subject)}__C`;
    const body = JSON.stringify({ customerCode: 'HCC-H99', prefix, count: 25, life: 'silent' });
    const headers = { 'content-type': 'application/json' };
    const put = await fetch(`${standIn.baseUrl}/post-office/orders`, { method: 'POST', headers, body });
    if (!put.ok) throw new Error(await put.text());
  }
  return standIn;
}

describeConnectorContract("the post office's connector", harness);
