import { withoutHeader, withWrongHeaderBefore, type Dialect } from '../../notifications/dialect.js';
import { wait } from '../../notifications/transfer-facts.js';
import { objectIn } from '../reading.js';
import { hubName, type Word } from './lgsp-exchange.hub.js';

/** What an agency says, and how the hub brings it to us. */
export interface WordFacts {
  word: Word;
  url: string;
  secret: string;
}

const header = 'lgspaccesstoken';

/** The hub's calls. ASSUMED, patience and all. */
export const hubDialect: Dialect<WordFacts> = {
  partner: hubName,
  operation: 'notify',
  timeoutMillis: 10_000,
  retryMillis: () => wait.minutes([1 / 60, 1 / 30, 1 / 12, 1, 5, 15, 60, 60, 60, 60, 60, 60]),
  compose: ({ word, url, secret }, _time, malformation) => {
    const body = JSON.stringify(word.message);
    return {
      ...{ method: 'POST', url, headers: ['Content-Type', 'application/json', header, secret] },
      body: malformation ? body.slice(0, Math.floor(body.length * 0.6)) : body,
    };
  },
  judge: ({ status, body }) => {
    if (status === 200 && objectIn(body)?.['error_code'] === '0') return 'accepted';
    return status === 400 ? 'refused' : 'again';
  },
  tampered: (call) => ({ ...call, headers: withWrongHeaderBefore(withoutHeader(call.headers, header), header) }),
  unsigned: (call) => ({ ...call, headers: withoutHeader(call.headers, header) }),
  signedTwice: (call) => ({ ...call, headers: withWrongHeaderBefore(call.headers, header) }),
  wrongAmount: (facts) => facts,
  otherAccount: (facts) => ({
    ...facts,
    word: { ...facts.word, message: { ...facts.word.message, from_unit_code: '000.00.99.Z99' } },
  }),
};
