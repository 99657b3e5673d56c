import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { IncomingAnswer, OutgoingCall } from './dialect.js';

const mostAnswerBytes = 64 * 1024;
const mostSockets = 32;

/** Sends notifications over kept connections; header names may stand twice, which `fetch` would join. */
export class Sender {
  private readonly agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: mostSockets }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: mostSockets }),
  };

  private stopped = false;

  /** Undefined where no whole answer came in time. Never rejects. */
  send({ method, url, headers, body }: OutgoingCall, timeoutMillis: number): Promise<IncomingAnswer | undefined> {
    if (this.stopped) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const secure = url.startsWith('https:');
      const length = method === 'POST' ? ['Content-Length', String(Buffer.byteLength(body))] : [];
      const { host } = new URL(url);
      const options = {
        method,
        headers: ['Host', host, ...headers, ...length],
        agent: secure ? this.agents.https : this.agents.http,
      };
      const call = secure ? requestHttps(url, options) : requestHttp(url, options);
      let reading = false;
      const timer = setTimeout(() => call.destroy(), timeoutMillis);
      call.on('error', () => resolve(undefined));
      // Also where the timer or a stop ended it before an answer came.
      call.on('close', () => {
        clearTimeout(timer);
        if (!reading) resolve(undefined);
      });
      call.on('response', (answer) => {
        reading = true;
        void readAnswer(answer).then(resolve);
      });
      call.end(body);
    });
  }

  stop(): void {
    this.stopped = true;
    this.agents.http.destroy();
    this.agents.https.destroy();
  }
}

async function readAnswer(answer: IncomingMessage): Promise<IncomingAnswer | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > mostAnswerBytes) return undefined;
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return { status: answer.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') };
}
