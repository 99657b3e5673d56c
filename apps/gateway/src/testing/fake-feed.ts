import type { FeedAnswer, FeedAsk, FeedCore, FeedItem, FeedReader } from '../feed/core.js';
import { FakeHandovers } from './fake-handovers.js';

export const anEvent: FeedItem = {
  ...{ specversion: '1.0', id: '0.7312.88', type: 'vn.lienthong.dossier.submitted', source: 'urn:lienthong:gateway' },
  ...{ subject: 'H44.1', time: '2026-11-22T01:00:00.000Z', datacontenttype: 'application/json' },
  dataschema: 'urn:lienthong:schema:dossier.submitted:1',
  data: { dossier: 'H44.1', unit: 'H44.01', revision: 1, status: 'received', href: '/v1/dossiers/H44.1' },
};

/** The feed in memory for tests of the HTTP rim: keeps what it is asked, and answers what the test says. */
export class FakeFeed extends FakeHandovers implements FeedCore {
  readonly feedAsked: { readonly reader: FeedReader; readonly ask: FeedAsk }[] = [];
  feedAnswer: FeedAnswer | undefined;

  async events(reader: FeedReader, ask: FeedAsk): Promise<FeedAnswer> {
    await Promise.resolve();
    if (this.outage) throw this.outage;
    this.feedAsked.push({ reader, ask });
    return this.feedAnswer ?? { kind: 'read', items: [anEvent], nextCursor: 'a-cursor' };
  }
}
