import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';

export const controlSocket = (dataDir: string): string => join(dataDir, 'control.sock');

/** What a command answers: a value that becomes JSON. A throw becomes its message, so messages are written for the caller. */
export type ControlCommands = Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => Promise<unknown>>>;

const limits = { bodyBytes: 4_096, requestMillis: 2_000, connections: 8 } as const;

/** The longest path that a socket's address holds on Linux, bytes. */
const longestPath = 107;

/**
 * Commands for the process that has the data folder, over a socket that its owner alone can open: `POST /<command>` with a JSON
 * object, answered `200` with a JSON value, or with `{ "problem": sentence }`. Whoever opens it must have the folder's lock: a
 * socket that is there was left by a dead process.
 */
export async function openControl(dataDir: string, commands: ControlCommands): Promise<{ close(): Promise<void> }> {
  const path = controlSocket(dataDir);
  if (Buffer.byteLength(path) > longestPath) {
    throw new Error(`the path ${path} is too long for a socket (${longestPath} bytes): choose a shorter DATA_DIR`);
  }
  rmSync(path, { force: true });
  const { requestMillis } = limits;
  const deadlines = { requestTimeout: requestMillis, headersTimeout: requestMillis, connectionsCheckingInterval: 500 };
  const server = createServer(deadlines, (request, response) => void answer(commands, request, response));
  server.maxConnections = limits.connections;
  await listen(server, path);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

/** The socket is nobody else's from its first moment on. */
function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o177);
    try {
      server.listen(path, resolve);
    } finally {
      process.umask(before);
    }
    chmodSync(path, 0o600);
  });
}

async function answer(commands: ControlCommands, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const say = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(`${JSON.stringify(value)}\n`);
  };
  try {
    const name = (request.url ?? '').slice(1);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command || request.method !== 'POST') {
      return say(404, { problem: `no such command; there are POST /${Object.keys(commands).join(', POST /')}` });
    }
    const body = await readBody(request);
    if (body === undefined)
      return say(400, { problem: `a JSON object of at most ${limits.bodyBytes} bytes is needed` });
    say(200, (await command(body)) ?? {});
  } catch (error) {
    if (!response.headersSent) say(409, { problem: (error as Error).message });
    else response.destroy();
  }
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limits.bodyBytes) return undefined;
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
