import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReferenceAnswer } from './operations.js';
import type { ReferenceSituation, ReferenceSituationName } from './situation.js';

/** What a situation has in its hands. */
export interface Scene {
  readonly response: ServerResponse;
  readonly situation: ReferenceSituation;
  /** Does what the call asks for; settles when the effects are on disk. */
  readonly work: () => Promise<ReferenceAnswer>;
}

/** Plays a situation for a call whose request has been read. */
export async function perform(scene: Scene): Promise<void> {
  const { situation, lateEffectMs } = scene.situation;
  if (lateEffectMs !== undefined) {
    const late = sleep(lateEffectMs).then(scene.work);
    await acts[situation]({ ...scene, work: () => late });
    await late;
    return;
  }
  await acts[situation](scene);
}

export function answer(response: ServerResponse, { status, body }: ReferenceAnswer, headers: object = {}): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

const cut = (response: ServerResponse): void => void response.destroy();
const held = async (response: ServerResponse): Promise<void> => {
  if (!response.destroyed) await once(response, 'close');
};
const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
/** Bytes of an answer that will be spoilt on its way. */
const bytesOf = ({ body }: ReferenceAnswer): Buffer => Buffer.from(JSON.stringify(body));

const acts: Record<ReferenceSituationName, (scene: Scene) => Promise<void>> = {
  async downBeforeBytes({ response }) {
    cut(response);
  },
  async cutBeforeEffect({ response }) {
    cut(response);
  },
  async cutAfterEffect({ response, work }) {
    await work();
    cut(response);
  },
  async timeoutBeforeEffect({ response }) {
    await held(response);
  },
  async timeoutAfterEffect({ response, work }) {
    await work();
    await held(response);
  },
  async halfAnswer({ response, work }) {
    const body = bytesOf(await work());
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.write(body.subarray(0, body.length >> 1), () => cut(response));
  },
  async garbage({ response, work }) {
    await work();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x22, 0x80, 0x81]));
  },
  async html({ response }) {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><title>Please sign in</title>');
  },
  async unauthorizedOnce({ response }) {
    answer(response, { status: 401, body: { error: 'unauthorized' } });
  },
  async tooManyRequests({ response, situation: { millis = 1000 } }) {
    answer(response, { status: 429, body: { error: 'slow down' } }, { 'retry-after': Math.ceil(millis / 1000) });
  },
  async serverErrorBeforeEffect({ response }) {
    answer(response, { status: 503, body: { error: 'unavailable' } });
  },
  async serverErrorAfterEffect({ response, work }) {
    await work();
    answer(response, { status: 500, body: { error: 'internal' } });
  },
  async slowDrip({ response, work, situation: { millis = 50 } }) {
    const body = bytesOf(await work());
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    for (const byte of body) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await sleep(millis);
    }
    response.end();
  },
  async oversized({ response, work, situation: { bytes = 64 * 1024 * 1024 } }) {
    const body = bytesOf(await work());
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(body);
    const padding = Buffer.alloc(64 * 1024, ' ');
    for (let sent = body.length; sent < bytes && !response.destroyed; sent += padding.length) {
      if (!response.write(padding)) await drained(response);
    }
    response.end();
  },
  async refuse({ response }) {
    answer(response, { status: 422, body: { refused: 'situation' } });
  },
};
