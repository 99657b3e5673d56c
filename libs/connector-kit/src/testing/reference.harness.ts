import { tempFolder } from '@lienthong/store/testing';
import type { ContractHarness } from './contract/harness.js';
import { createReferenceConnector, type ReferenceContent } from './reference.connector.js';
import { referenceInbound } from './reference.inbound.js';
import { startReferencePartner } from './reference-partner/start-reference-partner.js';

const person = 'NGUYỄN THỊ TÀI LIỆU';

const operation = {
  payload: (_subject: string, number: number): ReferenceContent => ({ text: `number ${number}`, person }),
  refusedPayload: (_subject: string, number: number): ReferenceContent => ({
    text: `number ${number}`,
    person,
    refuse: true,
  }),
  personal: [person],
};

/** The reference partner under the contract: every situation, every declaration. */
export const referenceHarness: ContractHarness = {
  connector: ({ baseUrl, hardDeadlineMs, settlingMs, limits, maxResponseBytes }) =>
    createReferenceConnector({ baseUrl, hardDeadlineMs, settlingMs, limits, transport: { maxResponseBytes } }),
  operations: {
    setState: operation,
    register: operation,
    appendNote: operation,
    announce: operation,
    tally: operation,
    reserve: operation,
    post: operation,
  },
  subject: (number) => `subject-${number}`,
  inbound: referenceInbound,
  startStandIn: async () => {
    const folder = tempFolder('reference');
    const partner = await startReferencePartner({ dataDir: folder.path });
    return {
      baseUrl: partner.url,
      put: (situation, { operation, subject, count = 1, millis }) =>
        partner.put({
          situation: situation === 'lateEffect' ? 'timeoutBeforeEffect' : situation,
          operation,
          key: subject,
          ...(count === 'all' ? { all: true } : { count }),
          ...(millis === undefined ? {} : situation === 'lateEffect' ? { lateEffectMs: millis } : { millis }),
        }),
      goDown: () => partner.put({ situation: 'downBeforeBytes', all: true }),
      clear: () => partner.clear(),
      effects: (operation, subject) =>
        Promise.resolve(partner.effects(operation, subject).map(({ number, at }) => ({ number, at, copy: false }))),
      calls: (operation, subject) =>
        Promise.resolve(
          partner.calls(operation, subject).map(({ numbers, arrivedAt }) => ({ numbers, at: arrivedAt })),
        ),
      close: async () => {
        await partner.close();
        folder.remove();
      },
    };
  },
};
