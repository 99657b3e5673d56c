import { createTransport } from '@lienthong/connector-kit';
import { describeConnectorContract, type ContractHarness, type StandIn } from '@lienthong/connector-kit/testing';
import type { CitizenCheckPayload } from '@lienthong/contracts';
import { goldenCheck, populationConfigOf } from '../testing/population/population.js';
import { sandboxStandIn, type SandboxEffect } from '../testing/sandbox-stand-in.js';
import { createPopulationConnector } from './population.connector.js';
import { wireOperations } from './population.wire.js';
import { transportSettingsOf } from '../slice-transport.js';

const person = { personalNumber: '000199000777', fullName: 'TRẦN THỊ HỢP ĐỒNG', birthDate: '1999-08-15' };
const operation = { payload: check, refusedPayload, personal: [person.fullName, person.personalNumber] };

/** The population database's connector against the sandbox's, with everything that the sandbox can do to a call. */
const harness: ContractHarness = {
  connector: ({ baseUrl, hardDeadlineMs: hardMs, settlingMs, limits, maxResponseBytes }) => {
    const config = populationConfigOf({
      baseUrl: `${baseUrl}/population`,
      answers: { refusals: ['Client'] },
      deadlines: { hardMs, settlingMs },
      limits,
      transport: { allowPrivateAddresses: true, maxResponseBytes },
    });
    return createPopulationConnector(config, { transport: createTransport(transportSettingsOf(config)) });
  },
  subject: (number) => `citizenCheck:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  operations: { lookUpCitizen: operation, confirmCitizen: operation },
  startStandIn,
};

/** The subject goes along as service code, the number as the officer's identity. */
function check(subject: string, number: number): CitizenCheckPayload {
  return goldenCheck({ ...person, check: subject, serviceCode: subject, officer: { id: `CB${number}` } });
}

function refusedPayload(subject: string, number: number): CitizenCheckPayload {
  return { ...check(subject, number), birthDate: '1999-02-30' };
}

type Access = SandboxEffect<{ readonly operation: string; readonly service: string; readonly officer: string }>;

function startStandIn(): Promise<StandIn> {
  return sandboxStandIn({
    partner: 'population',
    services: { lookUpCitizen: wireOperations.lookUp, confirmCitizen: wireOperations.confirm },
    numbersOf: (body) => [Number(/CB(\d+)</.exec(String(body))?.[1])],
    // Each access counts, also one under a request id that the base has seen before.
    effects: async (journal, service, subject) =>
      ((await journal()) as readonly Access[])
        .filter(({ record }) => record.operation === service && record.service === subject)
        .map(({ at, record }) => ({ number: Number(record.officer.slice(2)), at: Date.parse(at), copy: false })),
  });
}

describeConnectorContract("the population database's connector", harness);
