import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { node24 } from './node24.mjs';
import { root } from './root.mjs';

/** One press of Ctrl-C arrives twice: from the terminal, and again from npm, a moment later. */
const sameKeyPressMillis = 250;
const lookForNpmMillis = 1_000;

/**
 * Runs a program of ours in front and resolves to the exit code for this process.
 * The program gets a process group of its own, so that it hears of a signal from us alone: once per key press
 * (the first asks it to stop, a second one to stop at once). The channel tells it when we are gone, and us when it is ready.
 * Where npm started us and was killed, nobody could press anything any more: then it is asked to stop.
 */
export async function runInFront(args, env = process.env, onReady = () => undefined) {
  const child = spawn(node24(), args, {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  child.on('message', (message) => message === 'ready' && onReady());
  let passedAt = -Infinity;
  const pass = (signal) => {
    if (performance.now() - passedAt < sameKeyPressMillis) return;
    passedAt = performance.now();
    child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  const orphaned = process.env.npm_lifecycle_event === undefined ? undefined : whenOrphaned(() => pass('SIGTERM'));
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        if (signal) console.error(`The process ${child.pid} was ended by ${signal}.`);
        resolve(code ?? 128 + constants.signals[signal]);
      });
    });
  } finally {
    clearInterval(orphaned);
    for (const signal of signals) process.off(signal, pass);
  }
}

/** Acts once when the process that started this one has ended. */
function whenOrphaned(act) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    console.error('npm has ended: stopping.');
    act();
  }, lookForNpmMillis);
  return timer.unref();
}
