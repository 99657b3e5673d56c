import type { StatusPush } from '@lienthong/contracts';
import { answer, scriptedHttp } from '../testing/dvc-portal/scripted-http.js';
import { attemptPush, goldenOfEmc, goldenPush, goldenPushes, type GoldenPush } from '../testing/emc/emc.js';

const taken = () => scriptedHttp(answer(204, ''));

describe('what EMC gets', () => {
  it.each(goldenPushes.map((one) => [one.situation, one] as const))('%s, byte for byte', async (_, one) => {
    const http = taken();
    const payload = goldenPush({}, one.input);
    expect(await attemptPush(http, { changes: withLocation(one.settings), payload })).toMatchObject({
      outcome: 'done',
      facts: { told: true },
    });
    const [sent] = http.requests;
    expect(sent!.body).toBe(goldenOfEmc(one.request));
    expect(sent!.method).toBe(one.method);
    expect(`/emc${sent!.path}`).toBe(one.path);
    expect(sent!.headers).toEqual(one.headers);
    expect(sent!.purpose).toBe('send');
  });

  it('the golden input is of the contract, as the gateway would send it', () => {
    const payload: StatusPush = goldenPush();
    expect(payload.status).toBe('registered');
    expect(goldenPushes.length).toBe(9);
  });
});

const withLocation = (changes: GoldenPush['settings']): Record<string, unknown> => ({
  ...changes,
  user: { location: '99', ...(changes['user'] as object) },
});
