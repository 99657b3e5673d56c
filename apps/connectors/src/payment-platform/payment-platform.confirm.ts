import type { ClaimFact, InboundReading, InboundRequest, InboundRoute, RawObject } from '@lienthong/connector-kit';
import {
  amountOf,
  idOf,
  objectOf,
  present,
  refusable,
  Refusal,
  unproved,
  unreadable,
  vietnamTime,
} from '../reading/fields.js';
import type { PlatformAccount } from './payment-platform.account.js';
import { answerConfirm } from './payment-platform.answers.js';
import type { PlatformConfig } from './payment-platform.config.js';
import { isAuthenticationCode } from './payment-platform.hash.js';
import { textsOf } from './payment-platform.query.js';
import { hashedFields, ok } from './payment-platform.wire.js';

const provider = 'payment-platform';

/** `LoaiBanTin` of answers to our own messages: they carry hashes of ours that must not pass as a confirmation. */
const ours: readonly string[] = ['INIT', 'QUERY', 'GET_BILL'];

/** Where the platform confirms. */
export function confirmRoute(config: PlatformConfig, account: PlatformAccount): InboundRoute {
  return {
    method: 'POST',
    path: `${provider}/${account.name}`,
    ...{ provider, account: account.name, maxBytes: config.confirm.maxBytes },
    read: (request, now) => refusable(provider, () => read(account, request, now)),
    answer: answerConfirm(config, account),
  };
}

function read(account: PlatformAccount, request: InboundRequest, now: Date): InboundReading {
  const body = objectOf(request.body);
  const values = textsOf(body, [...hashedFields.confirm, 'MaXacThuc']);
  const stated = values['MaXacThuc'];
  if (stated === undefined || stated === '') throw unproved('codeMissing');
  if (!isAuthenticationCode(values, hashedFields.confirm, account.secrets, stated)) throw unproved('codeWrong');
  if (values['MaDoiTac'] !== account.partnerCode) throw new Refusal('otherAccount', 'otherPartnerCode');
  if (ours.includes(values['LoaiBanTin'] ?? '')) throw unreadable('LoaiBanTinNotAConfirmation');
  if (values['MaTienTe'] !== 'VND') throw unreadable('MaTienTeNotVnd');
  return { kind: 'facts', facts: [claimOf(body, values, now)] };
}

function claimOf(body: RawObject, values: Readonly<Record<string, string | undefined>>, now: Date): ClaimFact {
  const reference = idOf(body.get('MaThamChieu'), 'MaThamChieu');
  const code = values['MaLoi'];
  if (code === undefined || !/^[\x21-\x7e]{1,20}$/.test(code)) throw unreadable('MaLoiMalformed');
  const paid = code === ok;
  const transaction = paid || values['MaGiaoDich'] ? idOf(body.get('MaGiaoDich'), 'MaGiaoDich') : undefined;
  return {
    kind: 'claim',
    // A second payment of one order has another number: it is not a repeat.
    statementId: `confirm/${reference}/${transaction ?? ''}/${code}`,
    ...{ reference, state: paid ? 'paid' : 'failed' },
    amount: amountOf(body.get('SoTien'), 'SoTien'),
    ...present({ providerId: transaction }),
    at: timeOf(values['ThoiGianGD'], now),
    detail: present({ text: values['ThongTinGiaoDich'], payerBank: values['MaNganHang'] || undefined }),
  };
}

/** Their time, where it is one: a clock of twelve hours or of another country is no reason to lose money over. */
function timeOf(stated: string | undefined, now: Date): string {
  const time = vietnamTime(stated ?? '');
  return time !== undefined && Date.parse(time) <= now.getTime() ? time : now.toISOString();
}
