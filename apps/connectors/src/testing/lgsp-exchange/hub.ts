import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AttemptHttp, InboundReading, InboundRequest, Outcome, SendCall } from '@lienthong/connector-kit';
import { readLgspExchangeConfig, type LgspExchangeConfig } from '../../lgsp-exchange/lgsp-exchange.config.js';
import { createLgspExchangeConnector } from '../../lgsp-exchange/lgsp-exchange.connector.js';
import { answered, noTransport } from '../post-office/post.js';

export const hubGolden = (file: string): string => readFileSync(resolve('test/contract/lgsp-exchange', file), 'utf8');

export interface GoldenHub {
  readonly situation: string;
  readonly operation?: 'handOver' | 'report' | 'tellPaid';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly request: string;
  readonly input?: string;
  readonly status: number;
  readonly response: string;
}
export const hubSituations = JSON.parse(hubGolden('situations.json')) as readonly GoldenHub[];

export const hubSecret = 'hub-calls-with-this';

/** The agreement of the golden bytes; codes of refusals as the sandbox has them, none of them is official. */
export function hubConfigOf(changes: Record<string, unknown> = {}): LgspExchangeConfig {
  const read = readLgspExchangeConfig({
    baseUrl: 'https://hub.example.vn/lgsp-exchange',
    auth: {
      ...{ key: 'hub-key-1', secret: 'hub-secret-1' },
      access: {
        ...{ accessKey: 'access-key', secretKey: 'secret-key' },
        ...{ appName: 'LienThong', partnerCode: '000.00.01.H99' },
      },
    },
    answers: { known: ['1'], refusals: ['2', '3', '4', '5'] },
    inbound: { secrets: [hubSecret] },
    ...changes,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}

export const hubToken = answered(hubGolden('token.response.json'));

/** One attempt of an operation over scripted answers. */
export function attemptHub(
  operation: 'handOver' | 'report' | 'tellPaid',
  payload: unknown,
  http: AttemptHttp,
  config = hubConfigOf(),
): Promise<Outcome> {
  const declared = createLgspExchangeConnector(config, { transport: noTransport }).operations[operation]!;
  const item = { exchange: 'e', subject: 's', number: 1, attempt: 1, payload: declared.parse(payload) as never };
  const call = { items: [item], http, signal: new AbortController().signal, now: new Date('2025-07-01T02:30:00Z') };
  return (declared.send as (call: SendCall<never>) => Promise<Outcome>)(call as unknown as SendCall<never>);
}

/** The hub's call with a body, as it comes; `headers` over the usual ones. */
export const hubCall = (body: string, headers: Readonly<Record<string, readonly string[]>> = {}): InboundRequest => ({
  ...{ method: 'POST', path: 'lgsp-exchange/hub', query: '' },
  headers: { 'content-type': ['application/json'], lgspaccesstoken: [hubSecret], ...headers },
  body: Buffer.from(body, 'utf8'),
});

export const hubRouteOf = (config = hubConfigOf()) =>
  createLgspExchangeConnector(config, { transport: noTransport }).inbound![0]!;

export const readHubCall = (request: InboundRequest, config = hubConfigOf()): InboundReading =>
  hubRouteOf(config).read(request, new Date('2025-07-01T04:00:00Z'));
