import type { Api } from '../proof/api.mts';
import type { ForOperators } from './books/judge-states.mts';
import type { Violations } from '../proof/books/violations.mts';
import type { Exchange } from '../proof/exchanges.mts';

/** What two operators do with everything that waits for a person. Returns what they gave up. */
export async function operate(api: Api, work: ForOperators, violations: Violations): Promise<Set<string>> {
  const act = async (
    exchange: Exchange,
    kind: string,
    body: object,
    who: 'operator' | 'secondOperator' = 'operator',
  ) => {
    const path = `/v1/exchanges/${exchange.id}/${kind}`;
    const { status, body: answer } = await api.once('POST', path, { who, body });
    if (status !== 202) violations.add(`operators: ${kind} refused`, `${path}: ${status} ${JSON.stringify(answer)}`);
  };
  await inTens(work.toRetry, (exchange) => act(exchange, 'retry', {}));
  await inTens(work.toAbandon, (exchange) => act(exchange, 'abandon', { reason: 'the partner will never take it' }));
  const byTwo = (statement: object) => async (exchange: Exchange) => {
    await act(exchange, 'resolve', statement);
    await act(exchange, 'resolve', statement, 'secondOperator');
  };
  await inTens(work.toResolve, byTwo({ finding: 'notDone', evidence: 'not in the feed' }));
  await inTens(work.toConfirm, byTwo({ finding: 'done', evidence: 'in the feed, by a call that is shown' }));
  return new Set(work.toAbandon.map(({ id }) => id));
}

async function inTens(exchanges: readonly Exchange[], act: (exchange: Exchange) => Promise<void>): Promise<void> {
  for (let at = 0; at < exchanges.length; at += 10) await Promise.all(exchanges.slice(at, at + 10).map(act));
}
