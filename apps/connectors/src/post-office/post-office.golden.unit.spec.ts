import type { DeliveryOrder } from '@lienthong/contracts';
import {
  answered,
  attemptPost,
  goldenPost,
  postConfigOf,
  postGolden,
  postSituations,
  scripted,
  token,
} from '../testing/post-office/post.js';

/** Every golden order with an input is what the connector sends for that input, byte for byte. */
const orders = postSituations.filter(({ input, method }) => input !== undefined && method === 'POST');

const configOf = (dialect: 'ngsp' | 'lgsp') => postConfigOf({ dialect });

describe('what the post gets', () => {
  it.each(orders.map((one) => [one.situation, one] as const))('%s', async (situation, one) => {
    const input = JSON.parse(postGolden(one.input!)) as DeliveryOrder;
    const payload = situation === 'order-lgsp-item' ? { ...input, itemCode: 'EB125966888VN' } : input;
    const http = scripted(token, answered(postGolden(one.response), one.status));
    const outcome = await attemptPost('order', payload, http, configOf(one.dialect));
    expect(outcome).toEqual({ outcome: 'done', facts: situation.includes('exists') ? { existed: true } : {} });
    const [asked, sent] = http.requests;
    const golden = goldenPost('token');
    expect(asked).toMatchObject({
      purpose: 'read',
      method: 'POST',
      headers: golden.headers,
      body: postGolden(golden.request!),
    });
    expect(`/post-office${asked!.path}`).toBe(golden.path);
    expect(sent).toEqual({
      ...{ purpose: 'send', method: one.method, path: one.path.replace('/post-office', ''), headers: one.headers },
      body: postGolden(one.request!),
    });
    expect(http.requests).toHaveLength(2);
  });

  it.each(['cancel-ngsp', 'cancel-lgsp'])('%s', async (situation) => {
    const one = goldenPost(situation);
    const { delivery, reference, account } = JSON.parse(postGolden('order.input.json')) as DeliveryOrder;
    const http = scripted(token, answered(postGolden(one.response)));
    const outcome = await attemptPost('cancel', { delivery, reference, account }, http, configOf(one.dialect));
    expect(outcome).toEqual({ outcome: 'done' });
    expect(http.requests[1]).toMatchObject({ purpose: 'send', method: 'GET', headers: one.headers });
    expect(`/post-office${http.requests[1]!.path}`).toBe(one.path);
    expect(http.requests).toHaveLength(2);
  });

  it('knows all orders', () => expect(orders).toHaveLength(6));
});
