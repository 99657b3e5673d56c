import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The whole portal cuts every connection until situations are cleared. */
export async function setDown(sandboxUrl: string): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/situations/dvc-portal`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ situation: 'down', all: true }),
  });
  if (!answer.ok) throw new Error(`the sandbox took no situation: ${answer.status} ${await answer.text()}`);
}

/** Codes of the dossiers that the portal created, in the order of its journal. */
export const createdInOrder = async (sandboxDir: string): Promise<readonly string[]> =>
  (await creations(sandboxDir)).map(({ key }) => key);

/** The same with their instants, ISO 8601. */
export async function creations(sandboxDir: string): Promise<readonly Creation[]> {
  const found: Creation[] = [];
  const lines = createInterface({ input: createReadStream(join(sandboxDir, 'effects.ndjson')), crlfDelay: Infinity });
  for await (const line of lines) {
    const { key, kind, at } = JSON.parse(line) as Creation & { kind: string };
    if (kind === 'created') found.push({ key, at });
  }
  return found;
}

export interface Creation {
  readonly key: string;
  readonly at: string;
}
