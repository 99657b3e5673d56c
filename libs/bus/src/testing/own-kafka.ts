import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort, tempFolder } from '@lienthong/store/testing';
import { clusterId } from './cluster-id.js';
import { kafkaJars } from './kafka-jars.js';
import { awaitKafka } from './await-kafka.js';
import { formatArguments, securedProperties, type SecuredDoor } from './secured-door.js';

const run = promisify(execFile);

export interface OwnKafkaOptions {
  /** Largest heap of the broker (512). */
  readonly heapMegabytes?: number;
  /** Keeps its data there, from one start to the next; without it a folder that goes with the broker. */
  readonly folder?: string;
  /** Of a folder that is kept: any free one without it. */
  readonly port?: number;
  /** A second door with TLS, at which a user must prove who he is. */
  readonly secured?: SecuredDoor;
}

/** A broker of Apache Kafka's own jars, in a process of this machine. */
export interface OwnKafka {
  readonly source: 'jars';
  readonly brokers: readonly [string];
  /** Shortest session that the broker allows a group's member (milliseconds). */
  readonly minSessionMillis: number;
  /** Of the running broker. */
  readonly pid: number;
  /** Ends the broker at once, as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same data, and waits until it serves. */
  start(): Promise<void>;
  /** Ends it for good and removes its data. Idempotent. */
  stop(): Promise<void>;
}

const minSessionMillis = 500;

const properties = (folder: string, port: number, controllerPort: number, secured?: SecuredDoor): string => {
  const listener = `PLAINTEXT://127.0.0.1:${port}`;
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `${listener},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': listener,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': String(minSessionMillis),
    'auto.create.topics.enable': 'false',
    'message.max.bytes': String(8 * 1024 * 1024),
    'log.index.size.max.bytes': String(1024 * 1024),
    'log.cleaner.dedupe.buffer.size': String(8 * 1024 * 1024),
  };
  const all = secured ? securedProperties(settings, secured) : settings;
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
};

/**
 * Starts the broker when it is told `start`, answering with its process id, and says when it has ended after `wait`. When
 * standard input ends, which it does when the test process ends in whatever way, it leaves nothing behind but what is kept.
 */
const guardian = `
  folder=$1; kept=$2; shift 2
  while read -r order; do
    case $order in
      start) "$@" >> "$folder/server.log" 2>&1 < /dev/null & server=$!; echo "$server" ;;
      wait) wait "$server" 2> /dev/null; echo ended ;;
    esac
  done
  # A frozen one hears nothing before it is woken.
  if [ -n "$kept" ]; then kill -TERM "$server" 2> /dev/null; kill -CONT "$server" 2> /dev/null; wait "$server" 2> /dev/null; fi
  kill -KILL "$server" 2> /dev/null; wait "$server" 2> /dev/null
  [ -n "$kept" ] || rm -rf "$folder"`;

/** Orders to the guardian and its answers, one line each. */
class Guardian {
  private readonly process: ChildProcess;
  private readonly lines: Interface;

  constructor(folder: string, kept: boolean, command: readonly string[]) {
    this.process = spawn('/bin/sh', ['-c', guardian, 'sh', folder, kept ? 'kept' : '', ...command], {
      stdio: ['pipe', 'pipe', 'ignore'],
      cwd: '/',
      // Ctrl-C in a terminal is for the starter alone, who stops us in its own order.
      detached: true,
    });
    this.process.stdin?.on('error', () => undefined);
    this.lines = createInterface({ input: this.process.stdout as NodeJS.ReadableStream });
    this.letGo();
  }

  async order(word: 'start' | 'wait'): Promise<string> {
    const answer = new Promise<string>((resolve) => this.lines.once('line', resolve));
    this.process.ref();
    this.process.stdin?.write(`${word}\n`);
    const line = await answer;
    this.letGo();
    return line;
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.ref();
    this.process.stdin?.end();
    await ended;
  }

  /** A test process may end without having stopped it. */
  private letGo(): void {
    this.process.unref();
    for (const stream of [this.process.stdin, this.process.stdout])
      (stream as unknown as { unref?: () => void } | null)?.unref?.();
  }
}

/** Formats a folder and starts a broker in it; ready to be used when it resolves. */
export async function startOwnKafka(options: OwnKafkaOptions = {}): Promise<OwnKafka> {
  const { heapMegabytes = 512, folder: kept } = options;
  const classpath = `${await kafkaJars()}/*`;
  const folder = kept === undefined ? tempFolder('kafka') : { path: kept, remove: () => undefined };
  const config = join(folder.path, 'server.properties');
  const [port, controllerPort] = [options.port ?? (await freePort()), await freePort()];
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(config, properties(folder.path, port, controllerPort, options.secured), { mode: 0o600 });
  const id = clusterId(randomBytes(16));
  // A broker that lives for one test only is not worth the compiler that makes long runs fast.
  const compiler = kept === undefined ? ['-XX:TieredStopAtLevel=1'] : [];
  const heap = ['-Xms128m', `-Xmx${heapMegabytes}m`, '-XX:+UseSerialGC', ...compiler];
  // A folder that was kept has been formatted.
  const users = options.secured ? formatArguments(options.secured) : [];
  const formatOrNot = ['format', '--ignore-formatted', '-t', id, '-c', config, ...users];
  await run('java', ['-XX:TieredStopAtLevel=1', '-cp', classpath, 'kafka.tools.StorageTool', ...formatOrNot]);
  const server = new Guardian(folder.path, kept !== undefined, [
    'java',
    ...heap,
    '-cp',
    classpath,
    'kafka.Kafka',
    config,
  ]);
  const brokers = [`127.0.0.1:${port}`] as const;
  let pid = 0;

  const start = async (): Promise<void> => {
    pid = Number(await server.order('start'));
    await awaitKafka(brokers, () => {
      if (alive(pid)) return;
      throw new Error(`Kafka ended at start:\n${readFileSync(join(folder.path, 'server.log'), 'utf8').slice(-4_000)}`);
    });
  };
  const stop = async (): Promise<void> => {
    await server.end();
    folder.remove();
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    source: 'jars',
    brokers: [brokers[0]],
    minSessionMillis,
    get pid() {
      return pid;
    },
    kill: async () => {
      process.kill(pid, 'SIGKILL');
      await server.order('wait');
    },
    start,
    stop,
  };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
