import { loginPage } from './pages.messages.js';
import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { existsVariant, type ReadRequest, type WireAnswer } from '../partners/partner.js';
import type { CallSituation } from '../situations/catalogue.js';
import type { Situation } from '../situations/situation.js';
import type { Visit } from './visit.js';

/** What a situation has in its hands. */
export interface Scene {
  visit: Visit;
  request: ReadRequest;
  situation: Situation;
  /** Does the work of the call and stores its effects; settles when they are fsynced. */
  work(variant?: string): Promise<WireAnswer>;
  /** Waits; ends early when the sandbox stops, with false. */
  wait(millis: number): Promise<boolean>;
}

const garbageBytes = 600;
const padding = Buffer.alloc(64 * 1024, ' ');

/** Plays a situation for a call whose body was read. */
export const perform = (scene: Scene): Promise<void> => acts[scene.situation.situation as CallSituation](scene);

const acts: Record<CallSituation, (scene: Scene) => Promise<void>> = {
  async down({ visit }) {
    visit.cut('reset');
  },
  async slow({ visit, situation, work, wait }) {
    if (await wait(situation.millis)) visit.send(await work());
    else visit.cut('cut');
  },
  async cutBeforeEffect({ visit }) {
    visit.cut('cut');
  },
  async cutAfterEffect({ visit, work }) {
    await work();
    visit.cut('cut');
  },
  async timeoutBeforeEffect(scene) {
    if (await holds(scene)) scene.visit.send(scene.request.refusal());
  },
  async timeoutAfterEffect(scene) {
    const answer = await scene.work();
    if (await holds(scene)) scene.visit.send(answer);
  },
  async halfAnswer(scene) {
    const answer = await answerOf(scene);
    const bytes = Buffer.from(answer.body || headOf(answer));
    if (answer.body === '') await scene.visit.writeBare(answer, bytes.subarray(0, bytes.length >> 1));
    else if (scene.visit.begin(answer)) await scene.visit.write(bytes.subarray(0, bytes.length >> 1));
    scene.visit.cut('cut');
  },
  async garbage(scene) {
    await answerOf(scene);
    const body = randomBytes(garbageBytes);
    scene.visit.begin({ status: 200, headers: { 'content-type': 'application/json' }, body: '' }, 'chunked');
    await scene.visit.write(body);
    scene.visit.describeAnswer(200, `(${garbageBytes} random bytes)`);
    scene.visit.finish();
  },
  async html(scene) {
    await answerOf(scene);
    scene.visit.send({ status: 200, headers: htmlHeaders, body: loginPage });
  },
  async refuses({ visit, request, situation }) {
    visit.send(request.refusal(situation.message));
  },
  async sessionExpired({ visit, request, situation }) {
    visit.send(request.expireSession(situation.status));
  },
  async tooManyRequests({ visit, situation }) {
    const seconds = String(Math.ceil(situation.millis / 1000));
    visit.send({ status: 429, headers: { ...htmlHeaders, 'retry-after': seconds }, body: errorPage(429) });
  },
  async serverErrorBeforeEffect({ visit, situation }) {
    visit.send({ status: situation.status, headers: htmlHeaders, body: errorPage(situation.status) });
  },
  async serverErrorAfterEffect({ visit, situation, work }) {
    await work();
    visit.send({ status: situation.status, headers: htmlHeaders, body: errorPage(situation.status) });
  },
  async slowDrip(scene) {
    const answer = await answerOf(scene);
    const bare = answer.body === '';
    if (!bare && !scene.visit.begin(answer)) return;
    for (const byte of Buffer.from(bare ? headOf(answer) : answer.body)) {
      await (bare ? scene.visit.writeBare(answer, Buffer.of(byte)) : scene.visit.write(Buffer.of(byte)));
      if (scene.visit.gone || !(await scene.wait(scene.situation.millis))) break;
    }
    if (bare) scene.visit.cut('cut');
    else scene.visit.finish();
  },
  async oversized(scene) {
    const { bytes } = scene.situation;
    const right = await answerOf(scene);
    // 204 has no body by its nature.
    const answer = right.status === 204 ? { ...right, status: 200 } : right;
    if (!scene.visit.begin(answer, 'chunked')) return;
    // White space after the right answer: a reader without a limit would take it all in and even succeed.
    await scene.visit.write(answer.body);
    for (let sent = Buffer.byteLength(answer.body); sent < bytes && !scene.visit.gone; sent += padding.length)
      await scene.visit.write(padding.subarray(0, Math.min(padding.length, bytes - sent)));
    scene.visit.describeAnswer(answer.status, `(the answer and white space up to ${bytes} bytes)`);
    scene.visit.finish();
  },
  async alreadyExists({ visit, work }) {
    visit.send(await work(existsVariant));
  },
  async otherWords({ visit, situation, work }) {
    visit.send(await work(situation.variant));
  },
};

/** The head of an answer without a body: all that can be spoilt of it. */
const headOf = ({ status, headers }: WireAnswer): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`;
};

/** The answer to spoil: the real one, or a refusal where nothing may happen. */
const answerOf = ({ situation, request, work }: Scene): Promise<WireAnswer> =>
  situation.effect === 'never' ? Promise.resolve(request.refusal()) : work();

/** Keeps the caller waiting. True when the time is up, false when there is nobody left to answer. */
async function holds({ visit, situation, wait }: Scene): Promise<boolean> {
  if (situation.millis > 0 && (await Promise.race([wait(situation.millis), visit.closed.then(() => false)])))
    return true;
  visit.held();
  await visit.closed;
  return false;
}

const htmlHeaders = { 'content-type': 'text/html; charset=utf-8' };
const errorPage = (status: number) =>
  `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
