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
export async function createdInOrder(sandboxDir: string): Promise<readonly string[]> {
  const codes: string[] = [];
  const lines = createInterface({ input: createReadStream(join(sandboxDir, 'effects.ndjson')), crlfDelay: Infinity });
  for await (const line of lines) {
    const { key, kind } = JSON.parse(line) as { key: string; kind: string };
    if (kind === 'created') codes.push(key);
  }
  return codes;
}
