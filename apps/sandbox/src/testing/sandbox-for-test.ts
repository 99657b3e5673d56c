import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { HeldState } from '../journal/holdings.js';
import type { Call, Effect } from '../journal/records.js';
import { startSandbox, type SandboxOptions } from '../sandbox.js';
import { rawRequest } from './raw-client.js';

const goldenFolder = resolve('test/contract/dvc-portal');

export const golden = (name: string): string => readFileSync(join(goldenFolder, name), 'utf8');
export const goldenHeaders = {
  'content-type': 'application/json',
  accept: 'application/json',
  charset: 'utf-8',
  dstcode: '000.00.00.G22',
};
export const goldenCode = 'H99.01-250701-00001';

export const paths = { login: '/dvcqg/auth/login', lookUp: '/dvcqg/share', synchronise: '/dvcqg/integration' };

/** A sandbox on a free port with a folder of its own; sessions are s-0001, s-0002 … */
export async function sandboxForTest(options: Partial<SandboxOptions> = {}) {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'lienthong-sandbox-')));
  let sessions = 0;
  const newSession = () => `s-${String(++sessions).padStart(4, '0')}`;
  const sandbox = await startSandbox({ port: 0, dataDir, ...options, dvcPortal: { newSession, ...options.dvcPortal } });
  const { port, url } = sandbox;

  const post = (path: string, body: string | Buffer, more: Parameters<typeof rawRequest>[4] = {}) =>
    rawRequest(port, path, goldenHeaders, body, more);
  const get = async <T>(path: string): Promise<T> => (await (await fetch(url + path)).json()) as T;
  return {
    ...sandbox,
    dataDir,
    post,
    get,
    login: () => post(paths.login, golden('login.request.json')),
    /** Logs in and creates the golden dossier. */
    async withDossier() {
      await post(paths.login, golden('login.request.json'));
      return post(paths.synchronise, golden('sync-create.request.json'));
    },
    effects: async () => (await get<{ items: Effect[] }>('/journal/effects?limit=1000')).items,
    /** Calls are written when they have ended, a moment after the caller sees the end. */
    async callsAfter(count: number): Promise<Call[]> {
      for (;;) {
        const { items } = await get<{ items: Call[] }>('/journal/calls?limit=1000');
        if (items.length >= count) return items;
        await new Promise((resume) => setTimeout(resume, 10));
      }
    },
    state: (key: string) => get<HeldState>(`/journal/state/dvc-portal/${key}`),
    async put(scope: string, body: object) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/situations/${scope}`, { method: 'PUT', headers, body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    async end() {
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type SandboxForTest = Awaited<ReturnType<typeof sandboxForTest>>;
