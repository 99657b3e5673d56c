import { Webhook } from 'standardwebhooks';
import type { FeedItem } from '../../feed/core.js';

/** What is sent: the event as the feed shows it, and the headers of Standard Webhooks. */
export interface Signed {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signed with every secret that counts, the newest first. The time is that of sending; the id that of the event, however often it is sent. */
export function signed(event: FeedItem, secrets: readonly string[], at: Date): Signed {
  const body = JSON.stringify(event);
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': event.id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(event.id, at, body)).join(' '),
    },
  };
}

/** The form in which receivers' libraries take a secret of 32 bytes. */
export const secretText = (bytes: Buffer): string => `whsec_${bytes.toString('base64')}`;
