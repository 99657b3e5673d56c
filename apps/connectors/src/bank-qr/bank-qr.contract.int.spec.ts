import { describeConnectorContract, referenceHarness, type ContractHarness } from '@lienthong/connector-kit/testing';
import type { PaymentOrder } from '@lienthong/contracts';
import { bankAccounts, bankConfigOf } from '../testing/bank-qr/accounts.js';
import { contractReference, payosOverReference, refusedAmount } from '../testing/bank-qr/payos-stand-in.js';
import { createBankQrConnector } from './bank-qr.connector.js';

const order = (subject: string, number: number, amount = 150_000): PaymentOrder => ({
  payment: subject,
  reference: contractReference(subject, number),
  ...{ account: 'payos-1', amount, description: 'NGUYEN HOP DONG nop le phi' },
  expiresAt: '2030-01-01T00:00:00Z',
  dossier: { code: 'H44.1', procedure: { code: '1', name: 'x' }, unit: 'H44', unitName: 'x' },
  payer: { name: 'NGUYEN HOP DONG', personalNumber: '000099000777' },
  fees: [],
});

/** Orders with payOS under the contract: resolvable, proves both. What comes in has its own spec. */
const harness: ContractHarness = {
  connector: ({ baseUrl, hardDeadlineMs: hardMs, settlingMs, limits, maxResponseBytes }) => {
    const config = bankConfigOf([bankAccounts['payos']!], { deadlines: { hardMs, settlingMs }, limits });
    return createBankQrConnector(config, { transport: payosOverReference(baseUrl, maxResponseBytes) });
  },
  subject: (number) => `payment:${number}`,
  operations: {
    createOrder: {
      payload: (subject, number) => order(subject, number),
      refusedPayload: (subject, number) => order(subject, number, refusedAmount),
      personal: ['NGUYEN HOP DONG', '000099000777'],
    },
  },
  startStandIn: async () => {
    const partner = await referenceHarness.startStandIn();
    return {
      ...partner,
      baseUrl: partner.baseUrl,
      put: (situation, scope) => partner.put(situation, { ...scope, operation: 'reserve' }),
      effects: (_operation, subject) => partner.effects('reserve', subject),
      calls: (_operation, subject, which) => partner.calls('reserve', subject, which),
    };
  },
};

describeConnectorContract('bank-qr', harness);
