import type { FeedItem } from '../core.js';
import { feedTypes, type FeedType } from '../rules/feed-types.js';
import { placeText } from '../store/place.js';
import type { FeedEvent } from '../store/read-feed.js';

/** Which field of an event's data names what can be read, and where. */
const readAt: Readonly<Record<string, readonly [field: string, path: string]>> = {
  handover: ['handover', '/v1/inbox/'],
  payment: ['payment', '/v1/payments/'],
  delivery: ['delivery', '/v1/deliveries/'],
  citizenCheck: ['check', '/v1/citizen-checks/'],
  exchange: ['exchange', '/v1/exchanges/'],
  disagreement: ['disagreement', '/v1/disagreements/'],
  webhook: ['endpoint', '/v1/webhook-endpoints/'],
};

function hrefOf(type: FeedType, subject: string, data: FeedEvent['data']): string {
  const [about = ''] = type.split('.');
  const [field, path] = readAt[about] ?? [];
  return field === undefined ? `/v1/dossiers/${subject}` : `${path}${data[field]}`;
}

/** An event as its readers get it. */
export function feedItem({ place, at, type, subject, data, concerned: { unit } }: FeedEvent): FeedItem {
  return {
    specversion: '1.0',
    id: placeText(place),
    type: `vn.lienthong.${type}`,
    source: 'urn:lienthong:gateway',
    subject,
    time: at,
    datacontenttype: 'application/json',
    dataschema: `urn:lienthong:schema:${type}:${feedTypes[type]}`,
    data: { ...(unit === undefined ? {} : { dossier: subject, unit }), ...data, href: hrefOf(type, subject, data) },
  };
}
