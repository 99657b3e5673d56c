import { createTransport } from '@lienthong/transport';
import type { FeedItem } from '../feed/core.js';
import type { SendOutcome, WebhookRules } from './rules/sending.js';
import { signed } from './rules/sign.js';

const deadlineMs = 10_000;
const answerBytes = 64 * 1024;
const eventBytes = 64 * 1024;

/** A way to one endpoint: no redirects, one deadline over all, an answer of so many bytes at most, which nobody reads. */
export interface Sender {
  send(event: FeedItem, secrets: readonly string[], at: Date, signal: AbortSignal): Promise<SendOutcome>;
  close(): Promise<void>;
}

export function openSender(
  address: string,
  { allowPrivateAddresses }: Pick<WebhookRules, 'allowPrivateAddresses'>,
): Sender {
  const { origin, pathname, search } = new URL(address);
  const transport = createTransport({
    ...{ baseUrl: origin, allowPrivateAddresses, connections: 1, connectTimeoutMs: 5_000, keepAliveMs: 5_000 },
    ...{ maxResponseBytes: answerBytes, maxRequestBytes: eventBytes },
  });
  return {
    async send(event, secrets, at, signal) {
      const { body, headers } = signed(event, secrets, at);
      const request = { method: 'POST', path: `${pathname}${search}`, headers, body } as const;
      const result = await transport.request(request, { deadlineMs, signal });
      return result.ok ? { status: result.status } : { cause: result.cause };
    },
    close: () => transport.close(),
  };
}
