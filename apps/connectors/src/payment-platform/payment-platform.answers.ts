import {
  isRawObject,
  strictJson,
  type InboundAnswer,
  type InboundRequest,
  type InboundVerdict,
  type Standing,
} from '@lienthong/connector-kit';
import { textOf } from '../reading/fields.js';
import type { PlatformAccount } from './payment-platform.account.js';
import type { PlatformConfig, ReplyCase } from './payment-platform.config.js';
import { authenticationCode } from './payment-platform.hash.js';
import { replyWords } from './payment-platform.messages.js';

const caseOf: Readonly<Record<Standing, ReplyCase>> = {
  expected: 'taken',
  noReference: 'unknownReference',
  unknownReference: 'unknownReference',
  otherAccount: 'unknownReference',
  otherAmount: 'otherAmount',
  notOpen: 'notOpen',
};

/** Our reply to a confirmation. What stands in it of theirs is given back as it was sent, their `MaXacThuc` too (recipe configurable). */
export const answerConfirm =
  ({ confirm }: PlatformConfig, { secrets }: PlatformAccount) =>
  (verdict: InboundVerdict, request: InboundRequest): InboundAnswer => {
    const which = verdict.kind === 'refused' ? verdict.ground : caseOf[verdict.facts[0].standing];
    const { MaXacThuc: theirs, ...named } = echoed(request);
    const reply = { MaLoi: confirm.codes[which], MoTaLoi: replyWords[which], ...named };
    const MaXacThuc =
      confirm.replyCode === 'echo' ? theirs : authenticationCode(reply, confirm.replyFields, secrets[0]);
    return { status: 200, contentType: 'application/json', body: JSON.stringify({ ...reply, MaXacThuc }) };
  };

/** Longer than any of these fields is. */
const longest = 200;

type Echoed = 'MaDoiTac' | 'MaThamChieu' | 'ThoiGianGD' | 'MaXacThuc';

function echoed({ body }: InboundRequest): Readonly<Record<Echoed, string>> {
  const read = strictJson(body);
  const said = read.ok && isRawObject(read.value) ? read.value : undefined;
  const text = (name: Echoed): string => (textOf(said?.get(name)) ?? '').slice(0, longest);
  return {
    MaDoiTac: text('MaDoiTac'),
    MaThamChieu: text('MaThamChieu'),
    ThoiGianGD: text('ThoiGianGD'),
    MaXacThuc: text('MaXacThuc'),
  };
}
