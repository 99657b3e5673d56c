import { refuseTakenPort } from './refuse-taken-port.js';
import { runProcess } from './run-process.js';
import type { PortVariable } from './sentence-for.js';
import { whenAskedToStop } from './stop-signals.js';
import type { ClusterSetup } from './cluster-setup.js';
import type { OpenCluster } from './open-cluster.js';

/** A process of a cluster, opened and not listening yet. */
export interface ClusterProcess {
  /** The port that it got. */
  listen(): Promise<number>;
  close(): Promise<void>;
}

export interface RunClusterProcess {
  readonly name: string;
  readonly port: PortVariable;
  readonly read: () => ClusterSetup;
  readonly open: (setup: ClusterSetup & Pick<OpenCluster, 'onFatal'>) => Promise<ClusterProcess>;
}

/** The life of a process of a cluster: read, open, listen, say so, and close in order when asked to. */
export function runClusterProcess({ name, port, read, open }: RunClusterProcess): Promise<void> {
  const startedAt = performance.now();
  return runProcess(async () => {
    const setup = read();
    const { log, environment } = setup;
    await refuseTakenPort(Number(process.env[port.name] || port.fallback), environment.listenHost);
    const onFatal: OpenCluster['onFatal'] = (error) => {
      // Whoever supervises starts a new one; what this one holds comes again, or is taken over when its leases end.
      log.fatal({ what: 'bus', fault: error.message }, 'only a new process helps');
      process.exit(1);
    };
    const opened = await open({ ...setup, onFatal });
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= opened.close());
    whenAskedToStop(close);
    try {
      const bound = await opened.listen();
      const ready = { process: name, port: bound, host: environment.listenHost, pid: process.pid };
      log.info({ ...ready, millis: Math.round(performance.now() - startedAt) }, 'listening');
      console.log(`${name} listens on http://${urlHost(environment.listenHost)}:${bound} (process ${process.pid})`);
    } catch (error) {
      await close();
      throw error;
    }
  }, port);
}

/** What can be put into a URL on this machine. */
const urlHost = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
