import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AttemptHttp, HttpRequest, HttpResult, Outcome, SendCall, Transport } from '@lienthong/connector-kit';
import { readPostOfficeConfig, type PostOfficeConfig } from '../../post-office/post-office.config.js';
import { createPostOfficeConnector } from '../../post-office/post-office.connector.js';

export const postGolden = (file: string): string => readFileSync(resolve('test/contract/post-office', file), 'utf8');

export interface GoldenPost {
  readonly situation: string;
  readonly dialect: 'ngsp' | 'lgsp';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly request?: string;
  readonly status: number;
  readonly response: string;
  readonly input?: string;
}
export const postSituations = JSON.parse(postGolden('situations.json')) as readonly GoldenPost[];
export const goldenPost = (situation: string): GoldenPost => postSituations.find((one) => one.situation === situation)!;

/** The agreement of the golden bytes. */
export const goldenAccount = {
  name: 'h99',
  units: ['H99'],
  customerCode: 'HCC-H99',
  office: {
    ...{ name: 'Sở Tư pháp', phone: '0240000000' },
    address: { provinceCode: '01', communeCode: '00004', line: '2 Phố Mẫu' },
  },
};

const lgspPaths = {
  paths: {
    order: '/lgsp/order',
    orderWithItemCode: '/lgsp/order-item',
    cancel: '/lgsp/cancel',
    tracking: '/lgsp/tracking',
  },
};

/** Codes of refusals and of the feed as the sandbox has them; none of them is official but 4. */
export const sandboxCodes = {
  answers: { refusals: ['102', '103', '104'] },
  states: {
    ...{ '1': 'accepted', '2': 'accepted', '3': 'inTransit', '4': 'delivered' },
    ...{ '5': 'failed', '6': 'returning', '7': 'returned', '8': 'cancelled' },
  },
};

export function postConfigOf(changes: Record<string, unknown> = {}): PostOfficeConfig {
  const read = readPostOfficeConfig({
    baseUrl: 'https://post.example.vn/post-office',
    auth: { key: 'post-key', secret: 'post-secret' },
    accounts: [goldenAccount],
    areas: [
      { province: '01', post: 10, postDistrict: 1010 },
      { province: '79', post: 70 },
    ],
    ...sandboxCodes,
    ...(changes['dialect'] === 'lgsp' ? lgspPaths : {}),
    ...changes,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.config;
}

export interface SentRequest extends HttpRequest {
  readonly purpose: 'read' | 'send';
}

export const answered = (body: string, status = 200, headers: Record<string, string> = {}): HttpResult => ({
  ...{ ok: true, status, headers, millis: 1 },
  body: Buffer.from(body, 'utf8'),
});

/** Answers in their order; the last one again and again. What was asked is kept. */
export function scripted(...answers: readonly HttpResult[]): AttemptHttp & { readonly requests: SentRequest[] } {
  const requests: SentRequest[] = [];
  const say = (purpose: 'read' | 'send') => (request: HttpRequest) => {
    requests.push({ ...request, purpose });
    return Promise.resolve(answers[Math.min(requests.length, answers.length) - 1]!);
  };
  return { requests, read: say('read'), send: say('send') };
}

export const noTransport: Transport = {
  request: () => Promise.reject(new Error('no call is expected')),
  close: () => Promise.resolve(),
};

export const token = answered(postGolden('token.response.json'));

/** One attempt of an operation over scripted answers. */
export function attemptPost(
  operation: 'order' | 'cancel',
  payload: unknown,
  http: AttemptHttp,
  config: PostOfficeConfig = postConfigOf(),
): Promise<Outcome> {
  const declared = createPostOfficeConnector(config, { transport: noTransport }).operations[operation]!;
  const item = { exchange: 'e', subject: 's', number: 1, attempt: 1, payload: declared.parse(payload) as never };
  const call = { items: [item], http, signal: new AbortController().signal, now: new Date('2025-07-01T02:30:00Z') };
  return (declared.send as (call: SendCall<never>) => Promise<Outcome>)(call as unknown as SendCall<never>);
}
