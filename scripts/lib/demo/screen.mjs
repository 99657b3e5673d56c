import { createInterface } from 'node:readline/promises';

/** Prints for a person: steps, lines of the timeline, notes; colours on a terminal alone. */
export function openScreen({ stepwise, signal }) {
  const paint = (code, text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[${code}m${text}\x1b[0m` : text);
  const print = (line = '') => console.log(line);
  let steps = 0;
  return {
    print,
    note: (text) => print(paint(33, `   * ${text}`)),
    line: ({ at, kind, text }) => print(`   ${paint(2, `${timeOf(at)}  ${kind.padEnd(26)}`)} ${text}`),
    bold: (text) => paint(1, text),
    good: (text) => paint(32, text),
    bad: (text) => paint(31, text),
    /** Names the step, below everything told before it; with `--step` it begins with Enter. */
    async step(name, timeline) {
      await timeline.flush();
      steps += 1;
      print();
      print(paint(1, `${String(steps).padStart(2)} ${name}`));
      if (stepwise) await enter(signal);
    },
  };
}

async function enter(signal) {
  // A second reader of an input that has ended would never hear so.
  if (process.stdin.readableEnded) return;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise((done) => lines.once('close', done));
  try {
    // Where nobody can press it (the input has ended) the journey goes on.
    await Promise.race([lines.question('   Enter to go on ', { signal }), closed]);
  } finally {
    lines.close();
  }
}

/** The wall clock in Vietnam, whatever this machine's zone is. */
const timeOf = (at) => new Date(at).toLocaleTimeString('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' });
