/** What the sandbox portal holds under one code. */
export interface HeldDossier {
  readonly record: Record<string, unknown> | null;
  readonly progress: readonly Record<string, string>[];
  readonly counts: { created: number; updated: number; foreign: number; progress: number; repeatedProgress: number };
}
export interface JournalCall {
  readonly call: number;
  readonly operation?: string;
  readonly keys: readonly string[];
  readonly ended: string;
  readonly request: { readonly body?: string };
}

export interface Effect {
  readonly key: string;
  readonly kind: string;
  /** ISO 8601. */
  readonly at: string;
}

export const sync = 'DongBoHoSoMC';
export const progress = 'CapNhatTienDoHoSoMC';
export const lookUp = 'TraCuuHoSo';

/** The sandbox portal from the tester's side: situations and journal, over HTTP, wherever its process is. */
export class PortalControl {
  constructor(readonly url: string) {}

  /** `down`, `refuses`, …; for one operation, or for all of the portal. */
  async put(situation: Readonly<Record<string, unknown>>, operation?: string): Promise<void> {
    const path = operation === undefined ? '' : `/${operation}`;
    await this.#ask(`/situations/dvc-portal${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(situation),
    });
  }
  /** What has come into being at any of the sandbox's partners, in that order. */
  async effects(): Promise<readonly Effect[]> {
    const text = await (await fetch(`${this.url}/journal/effects.ndjson`)).text();
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Effect);
  }
  async clear(): Promise<void> {
    await this.#ask('/situations', { method: 'DELETE' });
  }
  /** Undefined where the portal has never heard of it. */
  async held(code: string): Promise<HeldDossier | undefined> {
    const response = await fetch(`${this.url}/journal/state/dvc-portal/${code}`);
    return response.status === 404 ? undefined : ((await response.json()) as HeldDossier);
  }
  /** Calls about one code that have ended, in that order. */
  async calls(code: string, operation: string): Promise<readonly JournalCall[]> {
    const query = `partner=dvc-portal&key=${code}&operation=${operation}&limit=1000`;
    return ((await this.#ask(`/journal/calls?${query}`)) as { items: JournalCall[] }).items;
  }
  /** How often the situations in force have struck. */
  async struck(): Promise<number> {
    const { items } = (await this.#ask('/situations')) as { items: { applied: number }[] };
    return items.reduce((sum, { applied }) => sum + applied, 0);
  }

  async #ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(this.url + path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
