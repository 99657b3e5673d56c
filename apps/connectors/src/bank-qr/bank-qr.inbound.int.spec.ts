import type { InboundRequest } from '@lienthong/connector-kit';
import { describeInboundContract, type InboundSpeaker } from '@lienthong/connector-kit/testing';
import { bankAccounts, bankConfigOf } from '../testing/bank-qr/accounts.js';
import { speakerNames, speakers, type SpeakerName } from '../testing/bank-qr/speakers.js';
import { serveCallbacks } from '../testing/callbacks/callbacks-server.module.js';
import { createBankQrConnector } from './bank-qr.connector.js';
import { accountTransport } from './bank-qr.transport.js';

const maxBytes = 4_096;
const config = bankConfigOf(Object.values(bankAccounts), { maxBytes });
const person = 'NGUYEN VAN A';

/** What is said of money number n, with a person's name in its text. */
const fieldsOf: Readonly<Record<SpeakerName, (number: number) => Record<string, string>>> = {
  sepay: (number) => ({ id: String(number), content: `"${person} HSDVC"` }),
  'sepay-key': (number) => ({ id: String(number), content: `"${person} HSDVC"` }),
  payos: (number) => ({ reference: `"FT${number}"`, counterAccountName: `"${person}"` }),
  vnpay: (number) => ({ vnp_TransactionNo: String(number), vnp_OrderInfo: person }),
  casso: (number) => ({ id: String(number), counterAccountName: `"${person}"` }),
  'vietqr-vn': (number) => ({ referencenumber: `"FT${number}"`, content: `"${person} HSDVC"` }),
};
const staleOf: Readonly<Record<SpeakerName, InboundSpeaker['stale']>> = {
  sepay: 'late',
  'sepay-key': 'timeless',
  payos: 'timeless',
  vnpay: 'timeless',
  casso: 'late',
  'vietqr-vn': 'refused',
};
const inText = (pattern: RegExp, change: string) => (request: InboundRequest) => ({
  ...request,
  query: request.query.replace(pattern, change),
  body: Buffer.from(Buffer.from(request.body).toString('utf8').replace(pattern, change)),
});
const proofInText: Partial<Record<SpeakerName, RegExp>> = {
  payos: /,"signature":"\w+"/,
  vnpay: /&vnp_SecureHash=\w+/,
};

function speakerOf(name: SpeakerName): InboundSpeaker {
  const { route, say, account, proof } = speakers[name]();
  const pattern = proofInText[name];
  return {
    name,
    ...{ method: route.method, path: route.path, maxBytes },
    say: ({ number, at }) => say({ at, fields: fieldsOf[name](number) }),
    ofAnother: ({ number, at }) =>
      say({ at, fields: { ...fieldsOf[name](number), [account]: name === 'vnpay' ? 'OTHERTMN' : '"9999999999"' } }),
    proof: name === 'sepay-key' || name === 'vietqr-vn' ? 'shown' : 'covers',
    ...(proof === undefined ? {} : { proofHeader: proof }),
    ...(pattern ? { withoutProof: inText(pattern, ''), withTwoProofs: inText(pattern, '$&$&') } : {}),
    stale: staleOf[name],
    personal: [person, encodeURIComponent(person), person.replaceAll(' ', '+')],
    // VNPAY asks for 00 or 02; nobody expects what is said here, so that it is answered 01 and comes again: kept all the same.
    takesForGood: ({ status, body }) => status === 200 && !/"RspCode":"(97|99)"/.test(body),
  };
}

describeInboundContract('bank-qr', {
  connector: () => createBankQrConnector(config, { transport: accountTransport(config) }),
  speakers: speakerNames.map(speakerOf),
  serve: serveCallbacks,
});
