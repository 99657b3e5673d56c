import type { Dispatcher } from 'undici';
import { Call } from './call.js';

const controller: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};

describe('Call', () => {
  it('stops a dispatcher that would send a request a second time, without asking for the lease again', async () => {
    let asked = 0;
    const call = new Call(
      { deadlineMs: 5000, beforeFirstByte: () => (asked += 1) },
      { maxResponseBytes: 1, breaking: () => false },
    );
    call.onRequestStart(controller);
    expect(() => call.onRequestStart(controller)).toThrow('a second send of one request was stopped');
    expect(asked).toBe(1);
    expect(call.firstByteLeft).toBe(true);
    call.close();
  });
});
