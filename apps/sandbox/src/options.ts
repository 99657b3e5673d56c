import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { MoneyAgreements } from './bank/settings.js';
import { dvcPortalConfigFrom } from './partners/dvc-portal/dvc-portal.config.js';
import { populationConfigFrom } from './partners/population/population.config.js';
import type { SandboxOptions } from './sandbox.js';

export const help = `Stand-ins of the partners of LienThong, on one port.

  node apps/sandbox/dist/main.js [options]

  --port N        port, 0 = any free one      (SANDBOX_PORT, default 8091)
  --host ADDRESS  address to listen on        (SANDBOX_HOST, default 127.0.0.1)
  --data DIR      folder of the journal       (SANDBOX_DATA_DIR, default DATA_DIR/sandbox, .data/sandbox)
  --callbacks URL where providers and payment platform call, without /callbacks
                  (SANDBOX_CALLBACK_BASE, default http://127.0.0.1:8080)
  --speed N       waits between repeated notifications are divided by N (SANDBOX_SPEED, default 1)
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
    callbacks: { type: 'string' },
    speed: { type: 'string' },
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
  const money = moneyFrom(values.callbacks ?? env['SANDBOX_CALLBACK_BASE'], values.speed ?? env['SANDBOX_SPEED']);
  if ('problem' in money) return money;
  const dvcPortal = dvcPortalConfigFrom(env);
  if ('problem' in dvcPortal) return dvcPortal;
  const population = populationConfigFrom(env);
  if ('problem' in population) return population;
  return {
    start: {
      port: Number(port),
      host: values.host ?? env['SANDBOX_HOST'] ?? '127.0.0.1',
      dataDir: values.data ?? env['SANDBOX_DATA_DIR'] ?? join(env['DATA_DIR'] || '.data', 'sandbox'),
      allowReset: values['allow-reset'] ?? false,
      dvcPortal,
      population,
      money,
    },
  };
}

function moneyFrom(callbacks?: string, speed?: string): Partial<MoneyAgreements> | { problem: string } {
  if (callbacks !== undefined && !(/^https?:\/\//.test(callbacks) && URL.canParse(callbacks)))
    return { problem: 'the address of the callbacks must begin with http:// or https://' };
  if (speed !== undefined && !(Number(speed) > 0))
    return { problem: `the speed must be a number above 0, got "${speed}"` };
  return {
    ...(callbacks === undefined ? {} : { callbackBase: callbacks.replace(/\/+$/, '') }),
    ...(speed === undefined ? {} : { speed: Number(speed) }),
  };
}
