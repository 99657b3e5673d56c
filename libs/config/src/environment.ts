import { resolve } from 'node:path';
import { Secret } from './secret.js';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What the processes take from the environment. */
export interface Environment {
  /** The unified API; 0 takes any free port. */
  readonly port: number;
  /** Partners' callbacks, in cluster mode. */
  readonly callbackPort: number;
  /** Address that a server binds; unset: this machine alone in embedded mode, every address in cluster mode. */
  readonly listenHost?: string;
  readonly databaseUrl?: Secret;
  /** `host:port` each. */
  readonly kafkaBrokers?: readonly string[];
  /** Absolute. */
  readonly dataDir: string;
  readonly logLevel: (typeof logLevels)[number];
  /** The file that `LIENTHONG_CONFIG` names; else the default place, which need not exist. */
  readonly configFile: { readonly path: string; readonly required: boolean };
}
export type ReadEnvironment =
  | { readonly ok: true; readonly environment: Environment }
  | { readonly ok: false; readonly sentences: readonly string[] };

type Variables = Readonly<Record<string, string | undefined>>;
class Wrong extends Error {}

/** Reads and checks every variable; an empty one counts as not set. */
export function readEnvironment(variables: Variables): ReadEnvironment {
  const sentences: string[] = [];
  const take = <T>(name: string, read: (text: string) => T): T | undefined => {
    const text = variables[name];
    if (text === undefined || text === '') return undefined;
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      sentences.push(`${name} ${error.message}`);
      return undefined;
    }
  };
  const databaseUrl = take('DATABASE_URL', readDatabaseUrl);
  const kafkaBrokers = take('KAFKA_BROKERS', readBrokers);
  const listenHost = take('LISTEN_HOST', readHost);
  const configFile = variables['LIENTHONG_CONFIG'];
  const environment: Environment = {
    port: take('PORT', readPort) ?? 8080,
    callbackPort: take('CALLBACK_PORT', readPort) ?? 8090,
    dataDir: resolve(variables['DATA_DIR'] || '.data'),
    logLevel: take('LOG_LEVEL', readLogLevel) ?? 'info',
    configFile: { path: configFile || 'config/lienthong.yaml', required: Boolean(configFile) },
    ...(listenHost ? { listenHost } : {}),
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(kafkaBrokers ? { kafkaBrokers } : {}),
  };
  return sentences.length > 0 ? { ok: false, sentences } : { ok: true, environment };
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Wrong(`must be a port from 0 to 65535, found "${text.slice(0, 40)}".`);
}

function readHost(text: string): string {
  if (/^[A-Za-z0-9.:_-]{1,253}$/.test(text)) return text;
  throw new Wrong(`must be an address or a name of this machine, found "${text.slice(0, 80)}".`);
}

function readDatabaseUrl(text: string): Secret {
  const url = URL.parse(text);
  if (url && /^postgres(?:ql)?:$/.test(url.protocol) && url.hostname !== '' && url.pathname.length > 1)
    return new Secret(text);
  throw new Wrong('must be postgres://user:password@host:port/database; what it holds is not shown.');
}

function readBrokers(text: string): readonly string[] {
  const brokers = text.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => !/^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/.test(broker));
  if (wrong === undefined) return brokers;
  throw new Wrong(`must be host:port, several separated by commas, found "${wrong.slice(0, 80)}".`);
}

function readLogLevel(text: string): Environment['logLevel'] {
  const level = logLevels.find((known) => known === text);
  if (level !== undefined) return level;
  throw new Wrong(`must be one of ${logLevels.join(', ')}, found "${text.slice(0, 40)}".`);
}
