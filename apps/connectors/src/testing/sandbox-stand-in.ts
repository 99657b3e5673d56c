import type { ContractScope, ContractSituation, StandIn } from '@lienthong/connector-kit/testing';
import { startSandbox, type SandboxOptions } from '@lienthong/sandbox';
import { tempFolder } from '@lienthong/store/testing';

/** What the sandbox's partner did, as its journal has it. */
export interface SandboxEffect<Recorded> {
  readonly kind: string;
  readonly at: string;
  readonly record: Recorded;
}

/** Entries of the journal of a partner, those of an operation and a key where they are named. */
type Effects = (of?: {
  readonly operation: string;
  readonly key: string;
}) => Promise<readonly SandboxEffect<unknown>[]>;

export interface SandboxPeer {
  /** What of the partner's agreement is other than usual. */
  readonly sandbox?: Partial<SandboxOptions>;
  readonly partner: string;
  /** The partner's names of our operations. */
  readonly services: Readonly<Record<string, string>>;
  /** Numbers of the payloads that a request carries; its body as JSON, else as the text it is. */
  readonly numbersOf: (body: unknown) => readonly number[];
  /** {@link StandIn.effects}, out of the journal. */
  readonly effects: (journal: Effects, service: string, subject: string) => ReturnType<StandIn['effects']>;
}

const sandboxNames: Partial<Record<ContractSituation, string>> = {
  refuse: 'refuses',
  unauthorizedOnce: 'sessionExpired',
  lateEffect: 'slow',
};

interface SandboxCall {
  readonly arrivedAt: string;
  readonly request: { readonly body?: string };
}
interface InForce {
  readonly operation?: string;
  readonly key?: string;
  readonly applied: number;
}

/** A partner of the sandbox under the connectors' contract, with everything that the sandbox can do to a call. */
export async function sandboxStandIn(peer: SandboxPeer): Promise<StandIn> {
  const { partner, services, numbersOf, effects } = peer;
  const folder = tempFolder(`${partner}-contract`);
  const sandbox = await startSandbox({ port: 0, dataDir: folder.path, ...peer.sandbox });
  const serviceOf = (operation: string): string => services[operation]!;
  const items = async <T>(path: string): Promise<readonly T[]> =>
    ((await (await fetch(sandbox.url + path)).json()) as { items: T[] }).items;
  const journal = <T>(which: 'effects' | 'calls', of: object = {}): Promise<readonly T[]> =>
    items(`/journal/${which}?${new URLSearchParams({ partner, limit: '1000', ...of }).toString()}`);
  const struck = async (operation: string, subject: string): Promise<boolean> =>
    (await items<InForce>('/situations')).some(
      (one) => one.operation === serviceOf(operation) && one.key === subject && one.applied > 0,
    );
  const put = async (scope: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'PUT', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${sandbox.url}/situations/${scope}`, request);
    if (!answer.ok) throw new Error(await answer.text());
  };
  const queues = new Map<string, Promise<void>>();
  let cleared = false;

  return {
    baseUrl: sandbox.url,
    put: async (situation, scope) => {
      cleared = false;
      const place = `${scope.operation} ${scope.subject}`;
      const before = queues.get(place);
      const next = (before ?? Promise.resolve()).then(() =>
        cleared ? undefined : put(`${partner}/${serviceOf(scope.operation)}`, bodyOf(situation, scope)),
      );
      // The sandbox holds one situation per dossier: the next of a series is put when this one has struck.
      queues.set(
        place,
        next.then(async () => {
          while (!cleared && !(await struck(scope.operation, scope.subject))) await turn();
        }),
      );
      if (!before) await next;
    },
    goDown: () => put(partner, { situation: 'down', all: true }),
    clear: async () => {
      cleared = true;
      await Promise.all(queues.values());
      queues.clear();
      await fetch(`${sandbox.url}/situations`, { method: 'DELETE' });
    },
    effects: (operation, subject) => effects((of) => journal('effects', of), serviceOf(operation), subject),
    calls: async (operation, subject, which) => {
      const calls = await journal<SandboxCall>('calls', { operation: serviceOf(operation), key: subject });
      const ended = calls.map(({ arrivedAt, request }) => ({
        numbers: numbersOf(readBody(request.body)),
        at: Date.parse(arrivedAt),
      }));
      ended.sort((a, b) => a.at - b.at);
      const out = which && ended.length === 0 && (await struck(operation, subject));
      return out ? [{ numbers: [], at: Date.now() }] : ended;
    },
    close: async () => {
      cleared = true;
      await sandbox.close();
      folder.remove();
    },
  };
}

function bodyOf(situation: ContractSituation, { subject, count = 1, millis }: ContractScope): object {
  return {
    situation: sandboxNames[situation] ?? situation,
    key: subject,
    ...(count === 'all' ? { all: true } : { count }),
    ...(millis === undefined ? {} : { millis }),
  };
}

const readBody = (body = '{}'): unknown => (/^\s*[[{]/.test(body) ? JSON.parse(body) : body);

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
