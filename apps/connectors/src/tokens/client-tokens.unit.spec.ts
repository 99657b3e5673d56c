import { answered, postConfigOf, scripted } from '../testing/post-office/post.js';
import { ClientTokens } from './client-tokens.js';

const began = Date.parse('2025-07-01T00:00:00Z');
const minute = 60_000;

/** Minutes after which the token is asked for anew, where the first answer says that it lives so long. */
async function minutesOf(json: string): Promise<number> {
  const life = json === '' ? '' : `,"expires_in":${json}`;
  const http = scripted(answered(`{"access_token":"t-1","token_type":"Bearer"${life}}`));
  const tokens = new ClientTokens('post-office', postConfigOf().auth);
  for (let minutes = 0; minutes <= 3 * 1_440; minutes += 1) {
    const given = await tokens.get(http, new Date(began + minutes * minute));
    expect(given).toEqual({ ok: true, token: 't-1' });
    if (http.requests.length > 1) return minutes;
  }
  return Infinity;
}

describe('how long a token lives', () => {
  it.each([
    ['as it says, but for a margin', '3600', 59],
    ['the same as a text', '"3600"', 59],
    ['very short: half of it', '60', 1],
    ['for ever: a day', '999999999999', 1_439],
  ])('%s', async (_title, json, minutes) => expect(await minutesOf(json)).toBe(minutes));

  it.each(['', 'null', 'true', '[]', '{}', '-1', '0', '3600.5', '1e9', '1e999', '""', '"soon"', '"9999999999999"'])(
    'expires_in %s: an hour, as is usual',
    async (json) => expect(await minutesOf(json)).toBe(59),
  );
});
