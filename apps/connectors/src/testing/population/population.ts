import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Connector, HttpAnswer, Outcome, Transport } from '@lienthong/connector-kit';
import type { CitizenCheckFacts, CitizenCheckPayload } from '@lienthong/contracts';
import { createPopulationConnector } from '../../population/population.connector.js';
import { readPopulationConfig, type PopulationConfig } from '../../population/population.config.js';
import { answer, scriptedHttp, type ScriptedHttp } from '../dvc-portal/scripted-http.js';

const folder = resolve('test/contract/population');
const texts = new Map<string, string>();
export function goldenOfPopulation(name: string): string {
  const text = texts.get(name) ?? readFileSync(join(folder, name), 'utf8');
  texts.set(name, text);
  return text;
}

export const goldenSignature = {
  serviceUrl: 'https://c06.example/soap',
  username: 'demo',
  secretKey: 'test-secret',
};

/** The clock of the published vector. */
export const goldenNow = new Date(1_751_337_000_000);

/** A checked configuration of the golden values, changed where a test says so. */
export function populationConfigOf(changes: Record<string, unknown> = {}): PopulationConfig {
  const read = readPopulationConfig({ baseUrl: 'https://c06.example', signature: goldenSignature, ...changes });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}

const noTransport: Transport = {
  request: () => Promise.reject(new Error('unit tests speak through the attempt')),
  close: () => Promise.resolve(),
};

const made = new Map<string, Connector>();

/** One connector per configuration: what it keeps is the SOAP client. */
export function populationOf(changes: Record<string, unknown> = {}): Connector {
  const key = JSON.stringify(changes);
  const known = made.get(key);
  if (known) return known;
  const connector = createPopulationConnector(populationConfigOf(changes), { transport: noTransport });
  made.set(key, connector);
  return connector;
}

export const goldenCheck = (changes: Partial<CitizenCheckPayload> = {}): CitizenCheckPayload => ({
  ...(JSON.parse(goldenOfPopulation('look-up.input.json')) as CitizenCheckPayload),
  ...changes,
});

export interface CheckAttempt {
  readonly changes?: Record<string, unknown>;
  readonly operation?: 'lookUpCitizen' | 'confirmCitizen';
  readonly payload?: Partial<CitizenCheckPayload>;
  readonly attempt?: number;
}

/** One attempt, its payload parsed as the kit does it. */
export function attemptCheck(http: ScriptedHttp, given: CheckAttempt = {}): Promise<Outcome> {
  const { changes, operation = 'lookUpCitizen', payload, attempt = 1 } = given;
  const declared = populationOf(changes).operations[operation]!;
  const item = { exchange: 'REQ-0001', subject: 'citizenCheck:1', number: 1, attempt };
  const parsed = declared.parse(goldenCheck(payload)) as unknown;
  const signal = new AbortController().signal;
  return declared.send({ items: [{ ...item, payload: parsed }], http, signal, now: goldenNow });
}

/** The facts of an attempt that was answered by these bodies, one after the other. */
export async function factsOf(
  given: CheckAttempt,
  ...bodies: readonly (string | HttpAnswer)[]
): Promise<CitizenCheckFacts> {
  const http = scriptedHttp(...bodies.map((body) => (typeof body === 'string' ? answer(200, body) : body)));
  const outcome = await attemptCheck(http, given);
  if (outcome.outcome !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.facts as unknown as CitizenCheckFacts;
}

export const matchedAnswer = (): string => goldenOfPopulation('look-up-matched.response.xml');
export const emptyAnswer = (): string => goldenOfPopulation('look-up-none.response.xml');

/** The golden person with one field of the answer written otherwise; the field must be there. */
export function matchedWith(field: string, content: string | undefined): string {
  const pattern = new RegExp(`<${field}>.*?</${field}>`);
  if (!pattern.test(matchedAnswer())) throw new Error(`no ${field} in the golden answer`);
  return matchedAnswer().replace(pattern, content === undefined ? '' : `<${field}>${content}</${field}>`);
}
