import { createHash } from 'node:crypto';
import { createTransport } from '@lienthong/connector-kit';
import type { FeedHarness, FeedRow } from '@lienthong/connector-kit/testing';
import { createPostOfficeConnector } from '../../post-office/post-office.connector.js';
import { postConfigOf, postGolden } from './post.js';
import { transportSettingsOf } from '../../slice-transport.js';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** As MongoDB makes it: the second, then bytes that every row has of its own. */
const idOf = ({ number, step, idAt }: FeedRow): string => {
  const tail = createHash('sha256').update(`${number} ${step}`).digest('hex').slice(0, 16);
  return seconds(idAt).toString(16).padStart(8, '0') + tail;
};

const referenceOf = (number: number): string => `H99.01-260101-${String(number).padStart(5, '0')}`;
const words = 'NGUYEN VAN NHAN';

function wireOf(row: FeedRow): object {
  const { number, step, idAt, eventAt = idAt, of, spoilt } = row;
  return {
    _id: { $oid: idOf(row) },
    CustomerCode: of === 'another customer' ? 'SOMEBODY-ELSE' : 'HCC-H99',
    ...(spoilt === undefined ? { OrderNumber: referenceOf(number) } : {}),
    EventTime: eventAt.getTime(),
    ...{ POSID: '100000', ItemCode: 'EZ000000014VN', StatusCode: step, StatusMessage: `x ${words}`, Notes: words },
  };
}

/** The post's feed, written from the domain's description and not from the connector's code. */
export const postFeed: FeedHarness = {
  connector: ({ baseUrl, pageRows }) => {
    const config = postConfigOf({
      ...{ baseUrl, feed: { everySeconds: 0.05, pageRows, futureSeconds: 0 } },
      transport: { allowPrivateAddresses: true },
    });
    return createPostOfficeConnector(config, { transport: createTransport(transportSettingsOf(config)) });
  },
  asksForRows: ({ url }) => url.includes('/tracking?'),
  answer: ({ url }, rows) => {
    const asked = new URLSearchParams(url.slice(url.indexOf('?')));
    const [lastId, size] = [asked.get('lastId') ?? '', Number(asked.get('pagesize'))];
    const sorted = rows.filter((row) => idOf(row) > lastId).sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    const page = sorted.slice(0, size).map(wireOf);
    return { status: 200, body: JSON.stringify({ _embedded: { 'rh:doc': page }, _returned: page.length }) };
  },
  other: () => ({ status: 200, body: postGolden('token.response.json') }),
  ...{ idOf, referenceOf },
  personal: [words],
};
