import { answered, scripted } from '../testing/post-office/post.js';
import { attemptHub, hubGolden, hubSituations, hubToken } from '../testing/lgsp-exchange/hub.js';

/** Every golden message with an input is what the connector sends for that input, byte for byte, and is judged by its answer. */
const messages = hubSituations.filter(({ input }) => input !== undefined);

const outcomes: Readonly<Record<string, object>> = {
  'taken.response.json': { outcome: 'done' },
  'known.response.json': { outcome: 'done', facts: { existed: true } },
  'unknown-unit.response.json': { outcome: 'refused', cause: 'lgsp-exchange.refused', whoActs: 'operator' },
  'unknown-source.response.json': { outcome: 'refused', cause: 'lgsp-exchange.refused', whoActs: 'operator' },
};

describe('what the hub gets', () => {
  it.each(messages.map((one) => [one.situation, one] as const))('%s', async (_situation, one) => {
    const http = scripted(hubToken, answered(hubGolden(one.response), one.status));
    expect(await attemptHub(one.operation!, JSON.parse(hubGolden(one.input!)), http)).toEqual(outcomes[one.response]);
    const [asked, sent] = http.requests;
    const token = hubSituations[0]!;
    expect(asked).toEqual({
      ...{ purpose: 'read', method: 'POST', path: token.path.replace('/lgsp-exchange', ''), headers: token.headers },
      body: hubGolden(token.request),
    });
    expect(sent).toEqual({
      ...{ purpose: 'send', method: 'POST', path: one.path.replace('/lgsp-exchange', ''), headers: one.headers },
      body: hubGolden(one.request),
    });
    expect(http.requests).toHaveLength(2);
  });

  it('knows all of them', () => expect(messages).toHaveLength(11));
});
