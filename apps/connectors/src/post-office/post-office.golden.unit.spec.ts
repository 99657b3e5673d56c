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
    // A GET with an effect: nothing on the way may answer it from a store, and it has no more than this.
    expect(one.headers['cache-control']).toBe('no-store');
    expect(http.requests.slice(1)).toEqual([
      { purpose: 'send', method: 'GET', path: one.path.replace('/post-office', ''), headers: one.headers },
    ]);
  });

  it('knows all orders', () => expect(orders).toHaveLength(6));
});
