import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { KafkaChildOrders } from './kafka-child.js';

export interface KafkaChild {
  /** What it said, in order: `handled 0 1 2`. */
  readonly said: readonly string[];
  signal(name: NodeJS.Signals): void;
  /** Lets the held batch go on. */
  go(): void;
  /** Processor time used so far (milliseconds); Linux only. */
  processorMillis(): number;
  end(): Promise<void>;
}

/** Builds what the children run: they are processes of their own and know no test runner. */
export function buildKafkaChild(): void {
  const root = process.cwd();
  execFileSync(process.execPath, [join(root, 'node_modules/typescript-native/bin/tsc'), '-b', 'libs/bus'], {
    cwd: root,
  });
}

export function runKafkaChild(orders: KafkaChildOrders): KafkaChild {
  const root = process.cwd();
  const file = join(root, 'libs/bus/dist/testing/kafka-child.js');
  const child = spawn(process.execPath, [file, JSON.stringify(orders)], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  return {
    said,
    signal: (name) => void child.kill(name),
    go: () => void child.stdin.write('go\n'),
    processorMillis: () => {
      // Fields 14 and 15, in ticks of 10 ms, counted behind the name, which may hold spaces.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
