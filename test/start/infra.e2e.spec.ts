import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { describeWithKafka, whyNoKafkaJars } from '@lienthong/bus/testing';
import { tempFolder, whyNoBinaries, withClient } from '@lienthong/store/testing';
import { root } from '../support/home.js';
import { until } from '../support/until.js';

describeWithKafka(
  'npm run infra',
  () => {
    const folder = tempFolder('infra');
    let starter: ChildProcess | undefined;
    afterAll(async () => {
      // Its servers end with it.
      if (starter?.exitCode === null) starter.kill('SIGKILL');
      folder.remove();
    });

    it('prints what gateway and connectors are to be told, and ends both servers when it is stopped', async () => {
      const running = spawn(process.execPath, ['scripts/infra.mjs', '--no-sandbox'], {
        cwd: root,
        env: { ...process.env, DATA_DIR: folder.path },
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own, as a terminal gives it.
        detached: true,
      });
      starter = running;
      const ended = once(running, 'exit');
      let said = '';
      for (const stream of [running.stdout, running.stderr])
        stream.on('data', (bytes: Buffer) => (said += String(bytes)));
      const started = (): boolean => {
        if (running.exitCode !== null) throw new Error(`infra ended with ${running.exitCode}:\n${said}`);
        return said.includes('Ctrl-C stops');
      };
      await until('both servers run', started, 60_000).catch((error: Error) => {
        throw new Error(`${error.message}; it said:\n${said}`);
      });

      const exports = said.split('\n').filter((line) => line.startsWith('export '));
      const told = Object.fromEntries(exports.map((line) => /^export (\w+)='(.*)'$/.exec(line)!.slice(1)));
      expect(Object.keys(told)).toEqual(['DATABASE_URL', 'KAFKA_BROKERS', 'LIENTHONG_MASTER_KEY', 'LIENTHONG_CONFIG']);
      expect(readFileSync(join(folder.path, 'infra', 'environment'), 'utf8')).toBe(`${exports.join('\n')}\n`);
      expect(readFileSync(told.LIENTHONG_CONFIG, 'utf8')).toContain('"dvc-portal"');
      expect(readFileSync(told.LIENTHONG_MASTER_KEY.replace('file:', ''), 'utf8')).not.toBe('');

      const { rows } = await withClient(told.DATABASE_URL, (client) =>
        client.query('select current_database() as name'),
      );
      expect(rows).toEqual([{ name: 'lienthong' }]);
      const admin = new Kafka({ brokers: [told.KAFKA_BROKERS], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      expect(brokers.map(({ host, port }) => `${host}:${port}`)).toEqual([told.KAFKA_BROKERS]);
      await admin.disconnect();

      const addresses = [new URL(told.DATABASE_URL).host, told.KAFKA_BROKERS];
      expect(await Promise.all(addresses.map(accepts))).toEqual([true, true]);
      process.kill(-running.pid!, 'SIGINT');
      expect(await ended).toEqual([0, null]);
      expect(await Promise.all(addresses.map(accepts))).toEqual([false, false]);
    }, 90_000);
  },
  whyNoKafkaJars() ?? whyNoBinaries(),
);

/** Whether somebody listens at host:port. */
function accepts(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
