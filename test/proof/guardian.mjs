/**
 * Outlives whoever started it by an instant: standard input names processes (`+PID`, `-PID`, a line each), and when it ends, in
 * whatever way its writer ended, those that are left are killed. A stopped process too, which hears no other signal.
 */
const left = new Set();
let text = '';
process.stdin.on('data', (chunk) => {
  const lines = (text + chunk).split('\n');
  text = lines.pop();
  for (const line of lines) {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) left.add(pid);
    else left.delete(pid);
  }
});
process.stdin.on('end', () => {
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
