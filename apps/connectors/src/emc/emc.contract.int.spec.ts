import { createTransport } from '@lienthong/connector-kit';
import { describeConnectorContract, type ContractHarness, type StandIn } from '@lienthong/connector-kit/testing';
import type { StatusPush } from '@lienthong/contracts';
import { emcConfigOf, goldenPush } from '../testing/emc/emc.js';
import { sandboxStandIn, type SandboxEffect } from '../testing/sandbox-stand-in.js';
import { createEmcConnector } from './emc.connector.js';
import { transportSettingsOf } from '../slice-transport.js';

const person = { kind: 'citizen', personalNumber: '000099000777' } as const;

/** EMC's connector against the sandbox's, with everything that the sandbox can do to a call. */
const harness: ContractHarness = {
  connector: ({ baseUrl, hardDeadlineMs: hardMs, settlingMs, limits, maxResponseBytes }) => {
    const config = emcConfigOf({
      baseUrl: `${baseUrl}/emc`,
      user: { form: 'pseudonym', key: 'synthetic-key-of-32-characters-00', location: '99' },
      deadlines: { hardMs, settlingMs },
      limits,
      transport: { allowPrivateAddresses: true, maxResponseBytes },
    });
    return createEmcConnector(config, { transport: createTransport(transportSettingsOf(config)) });
  },
  subject: (number) => `H99.01-260101-${String(number).padStart(5, '0')}`,
  operations: {
    pushStatus: {
      payload: push,
      refusedPayload: (code, number) => ({ ...push(code, number), procedure: { code: '1.000001', name: ' ' } }),
      personal: [person.personalNumber],
    },
  },
  startStandIn,
};

/** The number goes along in the procedure's name. */
function push(code: string, number: number): StatusPush {
  return goldenPush({ code, procedure: { code: '1.000001', name: `Mau so ${number}` }, applicant: person });
}

const numberOf = (name: string): number => Number(/\d+$/.exec(name)?.[0]);

function startStandIn(): Promise<StandIn> {
  return sandboxStandIn({
    partner: 'emc',
    services: { pushStatus: 'TrackingMCDT' },
    numbersOf: (body) => [numberOf((body as { nameTTHC: string }).nameTTHC)],
    // Every push counts, whatever came before.
    effects: async (journal, operation, key) =>
      ((await journal({ operation, key })) as readonly SandboxEffect<{ readonly nameTTHC: string }>[]).map(
        ({ at, record }) => ({ number: numberOf(record.nameTTHC), at: Date.parse(at), copy: false }),
      ),
  });
}

describeConnectorContract("EMC's connector", harness);
