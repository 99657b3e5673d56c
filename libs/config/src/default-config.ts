import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bareConfig } from './bare-config.js';
import type { CitizenRight, Config } from './config.js';
import { defaultUnits, unitsBehindSandboxHub } from './default-units.messages.js';
import { Secret } from './secret.js';

/** Where the keys of the embedded defaults lie, below the data folder; readable by their owner alone. */
export const demoKeyFiles = {
  client: 'demo-client.key',
  operator: 'demo-operator.key',
  secondOperator: 'demo-operator-2.key',
} as const;

/**
 * The configuration without a file: one client `demo` that owns `H44` and what is below it, two operators (what needs
 * two persons can be tried), and the partners that the caller gives. Makes the keys on first use. Throws when the data
 * folder cannot be written.
 */
export function defaultConfig(dataDir: string, partners: Readonly<Record<string, unknown>> = {}): Config {
  mkdirSync(dataDir, { recursive: true });
  const keyIn = (name: string): Secret => new Secret(keptKey(join(dataDir, name)));
  return bareConfig({
    units: [...defaultUnits, ...('lgsp-exchange' in partners ? unitsBehindSandboxHub : [])],
    clients: [{ name: 'demo', key: keyIn(demoKeyFiles.client), units: ['H44'] }],
    operators: [
      { name: 'demo-operator', key: keyIn(demoKeyFiles.operator), role: 'operator' },
      { name: 'demo-operator-2', key: keyIn(demoKeyFiles.secondOperator), role: 'operator' },
    ],
    partners,
    citizenChecks: { rights: [demoRight] },
    source: 'embedded defaults',
  });
}

/** The sandbox's citizens do not exist. */
const demoRight: CitizenRight = {
  clients: ['demo'],
  fields: ['fullName', 'birthDate', 'gender', 'permanentAddress', 'currentAddress'],
};

function keptKey(path: string): string {
  const kept = readKey(path);
  if (kept !== undefined) return kept;
  const key = randomBytes(24).toString('base64url');
  // Whole or not at all: a key half written would be refused at every later start.
  const draft = `${path}.${process.pid}`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, `${key}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  return key;
}

function readKey(path: string): string | undefined {
  try {
    const key = readFileSync(path, 'utf8').trim();
    return key.length >= 16 ? key : undefined;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}
