import type { InboundReading, InboundRequest, InboundRoute } from '@lienthong/connector-kit';
import { bankAccountOf, bankAccounts, bankKeys } from '../testing/bank-qr/accounts.js';
import { routesOf } from './bank-qr.connector.js';
import { canonicalAsSent, canonicalOf, vnpayHash } from './vnpay/vnpay.canonical.js';

/** What was published (payOS, Casso), and what was built from the description and confirmed elsewhere (SePay, VNPAY). */
const routeOf = (name: string, accountNumber: string, more: Record<string, unknown> = {}): InboundRoute => {
  const account = bankAccounts[name] as Record<string, object>;
  const settings = { ...account[name], ...more };
  return routesOf(bankAccountOf(name, { accountNumber, [name]: settings }), 65_536)[0]!;
};
const post = (body: string, headers: Record<string, string> = {}): InboundRequest => ({
  ...{ method: 'POST', path: '', query: '', body: Buffer.from(body, 'utf8') },
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
});
const fact = (reading: InboundReading) => (reading.kind === 'facts' ? reading.facts[0] : reading);

it('SePay', () => {
  const body =
    '{"id":92704,"gateway":"Vietcombank","transactionDate":"2026-08-01 14:02:37","accountNumber":"1017595600","subAccount":null,"code":"HSDVC7K2QF9XA","content":"HSDVC7K2QF9XA","transferType":"in","description":"","transferAmount":150000,"accumulated":15150000,"referenceCode":"FT26213000001"}';
  const headers = {
    'x-sepay-signature': 'sha256=7602f64ab4bf081c32081b76c40018da8e097140ea7bb1734329946303055bce',
    'x-sepay-timestamp': '1785567757',
  };
  const route = routeOf('sepay', '1017595600');
  const at = new Date(1785567757_000);
  expect(fact(route.read(post(body, headers), at))).toEqual({
    ...{ kind: 'credit', providerId: '92704', direction: 'in', amount: 150_000 },
    ...{ bankTime: '2026-08-01T07:02:37.000Z', late: false, confirmed: true, bankReference: 'FT26213000001' },
    detail: { text: 'HSDVC7K2QF9XA' },
  });
  const upper = {
    ...headers,
    'x-sepay-signature': headers['x-sepay-signature'].replace(/=.*/, (hex) => hex.toUpperCase()),
  };
  expect(route.read(post(body, upper), at).kind).toBe('facts');
});

const payosData = {
  ...{ accountNumber: '12345678', amount: 3000, code: '00', counterAccountBankId: '', counterAccountBankName: '' },
  ...{ counterAccountName: '', counterAccountNumber: '', currency: 'VND', desc: 'Thành công', description: 'VQRIO123' },
  ...{ orderCode: 123, paymentLinkId: '124c33293c43417ab7879e14c8d9eb18', reference: 'TF230204212323' },
  ...{ transactionDateTime: '2023-02-04 18:25:00', virtualAccountName: '', virtualAccountNumber: '' },
};
const payosSignature = '412e915d2871504ed31be63c8f62a149a4410d34c4c42affc9006ef9917eaa03';

it('payOS, published: nulls are empty, whatever the order of the fields', () => {
  const nulls = Object.fromEntries(
    Object.entries(payosData)
      .reverse()
      .map(([name, value]) => [name, value === '' ? null : value]),
  );
  const body = JSON.stringify({ code: '00', desc: 'success', success: true, data: nulls, signature: payosSignature });
  const route = routeOf('payos', '12345678', { testOrderCodes: [] });
  expect(fact(route.read(post(body), new Date()))).toEqual({
    ...{ kind: 'credit', providerId: '124c33293c43417ab7879e14c8d9eb18/TF230204212323', direction: 'in', amount: 3000 },
    ...{ bankTime: '2023-02-04T11:25:00.000Z', late: false, confirmed: true, bankReference: 'TF230204212323' },
    detail: { text: 'VQRIO123' },
  });
});

it('payOS tries an address with that vector: answered well, and no money', () => {
  const body = JSON.stringify({ data: payosData, signature: payosSignature });
  expect(routeOf('payos', '12345678').read(post(body), new Date())).toMatchObject({
    ...{ kind: 'aside', keep: true, answer: { status: 200, body: '{"success":true}' } },
  });
  const forged = JSON.stringify({ data: { ...payosData, amount: 1 }, signature: payosSignature });
  expect(routeOf('payos', '12345678').read(post(forged), new Date())).toMatchObject({
    kind: 'refused',
    ground: 'proof',
  });
});

it('Casso, published: sorted at every level, or it does not verify', () => {
  const data = {
    ...{ id: 0, reference: 'MA_GIAO_DICH_THU_NGHIEM', description: 'giao dich thu nghiem', amount: 599000 },
    ...{ runningBalance: 25000000, transactionDateTime: '2024-10-03 15:06:37', accountNumber: '88888888' },
    ...{ bankName: 'VPBank', bankAbbreviation: 'VPB', virtualAccountNumber: '', virtualAccountName: '' },
    ...{ counterAccountName: 'NGUYEN VAN A', counterAccountNumber: '8888888888', counterAccountBankId: '970415' },
    counterAccountBankName: 'VietinBank',
  };
  const hex =
    'ed0a4bd2e826d5cb69988cdb141e6c1a080e21f3b57eb72cd78192220042b9e7dde0868fc667faea8e224900fa7904e7c88dfa098032fb2d6b6996856e8b7ff3';
  const headers = { 'x-casso-signature': `t=1727948258788,v1=${hex}` };
  const at = new Date(1727948258788);
  const body = JSON.stringify({ error: 0, data });
  const real = routeOf('casso', '88888888', { testReferences: [] });
  expect(fact(real.read(post(body, headers), at))).toEqual({
    ...{ kind: 'credit', providerId: '0', direction: 'in', amount: 599_000, bankTime: '2024-10-03T08:06:37.000Z' },
    ...{ late: false, confirmed: true, bankReference: 'MA_GIAO_DICH_THU_NGHIEM' },
    detail: {
      ...{ text: 'giao dich thu nghiem', payerName: 'NGUYEN VAN A', payerAccount: '8888888888' },
      payerBank: 'VietinBank',
    },
  });
  expect(routeOf('casso', '88888888').read(post(body, headers), at)).toMatchObject({ kind: 'aside', keep: true });
});

describe('VNPAY', () => {
  const text =
    'vnp_Amount=15000000&vnp_BankCode=NCB&vnp_BankTranNo=VNP14226112&vnp_CardType=ATM&vnp_OrderInfo=Thanh+toan+le+phi+ho+so+H29.2026.000123%3A+lan+1&vnp_PayDate=20260801170112&vnp_ResponseCode=00&vnp_TmnCode=TESTTMN1&vnp_TransactionNo=14226112&vnp_TransactionStatus=00&vnp_TxnRef=HS7K2QF9XA';
  const hash =
    '4705b2152299d815dd5028d8f0c753899fc0e624fa446c1d61adaff5d16993b49d233bbba8c0de996e3b6b8d40aed38b72ededc0382e112dbe6a8554f90b7492';
  const route = routeOf('vnpay', '1017595600');
  const get = (query: string): InboundRequest => ({ ...post(''), method: 'GET', query });

  it('the constructed vector, in any order, with and without its hash type', () => {
    expect(vnpayHash(bankKeys.vnpay[0], text)).toBe(hash);
    const other = text.split('&').reverse().join('&');
    for (const query of [
      `${text}&vnp_SecureHash=${hash}`,
      `vnp_SecureHashType=SHA512&vnp_SecureHash=${hash.toUpperCase()}&${other}`,
    ]) {
      expect(fact(route.read(get(query), new Date()))).toEqual({
        ...{ kind: 'credit', providerId: '14226112', direction: 'in', amount: 150_000, reference: 'HS7K2QF9XA' },
        ...{ bankTime: '2026-08-01T10:01:12.000Z', late: false, confirmed: true, bankReference: 'VNP14226112' },
        detail: { text: 'Thanh toan le phi ho so H29.2026.000123: lan 1', payerBank: 'NCB' },
      });
    }
  });
  it('signed as it was sent, and signed as it is written in forms', () => {
    const percent = text.replaceAll('+', '%20');
    expect(canonicalAsSent(percent)).toBe(percent);
    expect(canonicalOf(Object.fromEntries(new URLSearchParams(percent)))).toBe(text);
    expect(route.read(get(`${percent}&vnp_SecureHash=${hash}`), new Date()).kind).toBe('facts');
    const own = vnpayHash(bankKeys.vnpay[0], percent);
    expect(route.read(get(`${percent}&vnp_SecureHash=${own}`), new Date()).kind).toBe('facts');
  });
  it('an empty value is signed too', () => {
    const withEmpty = text.replace('vnp_BankTranNo=VNP14226112', 'vnp_BankTranNo=');
    const query = `${withEmpty}&vnp_SecureHash=${vnpayHash(bankKeys.vnpay[0], withEmpty)}`;
    expect(fact(route.read(get(query), new Date()))).not.toHaveProperty('bankReference');
  });
});
