import type { AttemptHttp, Transport } from '@lienthong/connector-kit';

/** Calls over a transport as an attempt makes them; the transport may be opened later. */
export const httpOver = (transport: () => Transport): AttemptHttp => ({
  read: (request) => transport().request(request, { deadlineMs: 5_000 }),
  send: (request) => transport().request(request, { deadlineMs: 5_000 }),
});
