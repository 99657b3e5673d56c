import { createLog } from './log.js';
import { LogOutput, type OutputFile } from './log-output.js';

/** An output that takes what it is told to take. */
class Output implements OutputFile {
  takes: 'all' | 'nothing' | 'full' = 'all';
  text = '';
  #stuck: (() => void)[] = [];

  write(bytes: Buffer, done: (error: Error | null, written: number) => void): void {
    const end = (): void => {
      if (this.takes === 'full') return done(Object.assign(new Error('no space'), { code: 'ENOSPC' }), 0);
      this.text += bytes.toString('utf8');
      done(null, bytes.length);
    };
    if (this.takes === 'nothing') this.#stuck.push(end);
    else setImmediate(end);
  }
  writeSync(bytes: Buffer): number {
    this.text += bytes.toString('utf8');
    return bytes.length;
  }
  heal(): void {
    this.takes = 'all';
    for (const end of this.#stuck.splice(0)) end();
  }
}

const turns = async (count = 20): Promise<void> => {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('the output of the log', () => {
  it.each(['full', 'nothing'] as const)('that takes %s holds nobody up, and tells what is missing', async (takes) => {
    const output = new Output();
    const log = createLog('info', new LogOutput(output));
    output.takes = takes;
    const lines = 3_000;
    for (let n = 0; n < lines; n += 1) log.warn({ n, filler: 'x'.repeat(1_000) }, 'a line');
    await turns();
    expect(output.text).toBe('');
    output.heal();
    for (let n = 0; n < 50 && !output.text.includes('"lost"'); n += 1) {
      log.info('again');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const told = output.text.split('\n').filter((line) => line !== '');
    const parsed = told.map((line) => JSON.parse(line) as { n?: number; lost?: number; msg: string });
    const kept = parsed.filter(({ msg }) => msg === 'a line').map(({ n }) => n);
    expect(kept).toEqual(kept.map((_, n) => n));
    expect(kept.length).toBeGreaterThan(500);
    const gap = parsed.find(({ lost }) => lost !== undefined);
    expect(gap).toMatchObject({ level: 'warn', msg: expect.stringContaining('missing') });
    expect(kept.length + gap!.lost!).toBeGreaterThanOrEqual(lines);
  });
});
