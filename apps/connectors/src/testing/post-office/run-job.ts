import type { ConnectorJobCall, FoundFacts, HttpResult, TrackingFact } from '@lienthong/connector-kit';
import { createPostOfficeConnector } from '../../post-office/post-office.connector.js';
import { noTransport, postConfigOf, scripted, token } from './post.js';

export interface JobRun {
  readonly kind: string;
  readonly subject: string;
  readonly now: Date;
  readonly cursor?: string | undefined;
  readonly feed?: object | undefined;
}

/** Runs a job over these answers, behind a token; what it asked, what it stored, how it ended. */
export async function runPostJob({ kind, subject, now, cursor, feed = {} }: JobRun, answers: readonly HttpResult[]) {
  const config = postConfigOf({ feed: { pageRows: 100, ...feed } });
  const { jobs = [] } = createPostOfficeConnector(config, { transport: noTransport });
  const http = scripted(token, ...answers);
  const found: (readonly [FoundFacts, string | undefined])[] = [];
  const call = {
    ...{ subject, now, payload: undefined, signal: new AbortController().signal, http },
    cursor: () => Promise.resolve(cursor),
    found: (facts: FoundFacts, at?: string) => Promise.resolve(void found.push([facts, at])),
  } as unknown as ConnectorJobCall;
  const end = await jobs
    .find((job) => job.kind === kind)!
    .run(call)
    .catch((error: unknown) => String(error));
  const asked = http.requests.slice(1).map(({ path }) => path.slice(path.indexOf('?')));
  return { end, asked, found, facts: found.flatMap(([{ facts }]) => facts as readonly TrackingFact[]) };
}
