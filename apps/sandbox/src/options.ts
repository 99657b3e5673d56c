import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dvcPortalConfigFrom } from './partners/dvc-portal/dvc-portal.config.js';
import type { SandboxOptions } from './sandbox.js';

export const help = `Stand-ins of the partners of LienThong, on one port.

  node apps/sandbox/dist/main.js [options]

  --port N        port, 0 = any free one      (SANDBOX_PORT, default 8091)
  --host ADDRESS  address to listen on        (SANDBOX_HOST, default 127.0.0.1)
  --data DIR      folder of the journal       (SANDBOX_DATA_DIR, default DATA_DIR/sandbox, .data/sandbox)
  --allow-reset   DELETE /journal empties the journal
  --help          this text

Start page, situations and journal: http://127.0.0.1:8091/`;

/** What a command line asks for: the help, a start, or a sentence about what is wrong. */
export type Command = { help: true } | { problem: string } | { start: SandboxOptions };

export function readCommand(args: string[], env: NodeJS.ProcessEnv): Command {
  const options = {
    port: { type: 'string' },
    host: { type: 'string' },
    data: { type: 'string' },
    'allow-reset': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    return { problem: `${(error as Error).message.split('. ', 1)[0]}; --help lists the options` };
  }
  if (values.help) return { help: true };
  const port = values.port ?? env['SANDBOX_PORT'] ?? '8091';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return { problem: `the port must be a number from 0 to 65535, got "${port}"` };
  }
  const dvcPortal = dvcPortalConfigFrom(env);
  if ('problem' in dvcPortal) return dvcPortal;
  return {
    start: {
      port: Number(port),
      host: values.host ?? env['SANDBOX_HOST'] ?? '127.0.0.1',
      dataDir: values.data ?? env['SANDBOX_DATA_DIR'] ?? join(env['DATA_DIR'] || '.data', 'sandbox'),
      allowReset: values['allow-reset'] ?? false,
      dvcPortal,
    },
  };
}
