import { whyNoKafkaJars } from '@lienthong/bus/testing';
import { whyNoBinaries } from '@lienthong/store/testing';
import { endCrashRuns, runCrash, seedOfTheDay } from '../proof/run-proof.js';

/** Two minutes of trouble, start and drain; what has not come by then comes on another day. */
const short = ['--within', '80', '--turn', '2', '--rate', '12', '--most', '200', '--drain', '60'];

const why = whyNoKafkaJars() ?? whyNoBinaries();
if (why !== undefined) console.warn(`the crash run in cluster mode is not run: ${why}`);

(why !== undefined && !process.env['CI'] ? describe.skip : describe)(
  `crash run in cluster mode${why ? `: ${why}` : ''}`,
  () => {
    afterEach(endCrashRuns);

    it('keeps every promise while processes, servers and connections fail', async () => {
      const text = await runCrash('--mode', 'cluster', '--seed', seedOfTheDay(), ...short);
      const [, faults = ''] = /^faults: (\d+)/m.exec(text) ?? [];
      expect(Number(faults)).toBeGreaterThanOrEqual(12);
      expect(text).toMatch(/frozen between lease check and first byte, past the lease: [1-9]/);
      // Usually one or more; none where the connection of what was frozen has been cut before its first byte. That none is silent
      // is a promise of the run, and that each is shown is the contract of connectors' to prove.
      expect(text).toMatch(/calls without a lease, found and shown: \d+/);
      expect(text).toContain('lost 0, doubled 0, out of order 0\nevery promise held');
    }, 480_000);
  },
);
