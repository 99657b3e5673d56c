import type { Kysely } from 'kysely';
import type { Idempotency, IdempotencyClash } from '../core-words.js';
import { idempotencyId } from '../pipeline/idempotent.js';
import { boxAt } from '../pipeline/sealer.js';
import { insertAnswers, lockAndReadAnswer } from '../store/kept-answers.js';
import { endpointOf, endpointSubject, type EndpointTools } from './endpoint-tools.js';
import { readEndpoints, type StoredEndpoint } from './store/endpoint-rows.js';

interface Answered {
  readonly kind: 'accepted';
  readonly replayed: boolean;
}
interface Done<Answer> {
  readonly answer: Answer;
  /** Whose key seals what is remembered; without it nothing is. */
  readonly endpoint?: Pick<StoredEndpoint, 'id' | 'wrappedKey'>;
}

/** Works in one transaction; a request with a key that has been answered gets that answer again. */
export function answeredOnce<Answer extends { readonly kind: string }>(
  tools: EndpointTools,
  client: string,
  idempotency: Idempotency | undefined,
  work: (tx: Kysely<unknown>, at: string) => Promise<Done<Answer>>,
): Promise<Answer | IdempotencyClash> {
  const { db, clock } = tools;
  return db.transaction().execute(async (tx): Promise<Answer | IdempotencyClash> => {
    const at = new Date(clock()).toISOString();
    if (!idempotency) return (await work(tx, at)).answer;
    const id = idempotencyId(`client/${client}`, idempotency.key);
    const before = await earlier<Answer>(tx, id, idempotency, at, tools);
    if (before) return before;
    const { answer, endpoint } = await work(tx, at);
    if (endpoint) await remember(tx, id, idempotency, answer, endpoint, at, tools);
    return answer;
  });
}

async function earlier<Answer>(
  tx: Kysely<unknown>,
  id: string,
  { request }: Idempotency,
  at: string,
  { sealer }: EndpointTools,
): Promise<(Answer & Answered) | IdempotencyClash | undefined> {
  const stored = await lockAndReadAnswer(tx, id, new Date(at));
  if (!stored) return undefined;
  if (!stored.subject.startsWith(endpointSubject(''))) return { kind: 'idempotencyMismatch' };
  const [endpoint] = await readEndpoints(tx, sealer, { id: endpointOf(stored.subject) });
  // It has been removed, and with it the key that would tell whether this is the same.
  if (!endpoint) return undefined;
  const key = sealer.unwrap(endpoint.wrappedKey);
  if (sealer.hash(key, request) !== stored.requestHash) return { kind: 'idempotencyMismatch' };
  const first = JSON.parse(sealer.open(key, stored.answer, boxAt.answer(id))) as Answer & Answered;
  return { ...first, replayed: true };
}

async function remember(
  tx: Kysely<unknown>,
  id: string,
  { request }: Idempotency,
  answer: unknown,
  endpoint: Pick<StoredEndpoint, 'id' | 'wrappedKey'>,
  at: string,
  { sealer, idempotencyMillis }: EndpointTools,
): Promise<void> {
  const key = sealer.unwrap(endpoint.wrappedKey);
  const box = sealer.seal(key, JSON.stringify(answer), boxAt.answer(id));
  const kept = { id, subject: endpointSubject(endpoint.id), requestHash: sealer.hash(key, request), answer: box };
  await insertAnswers([kept], new Date(Date.parse(at) + idempotencyMillis)).execute(tx);
}
