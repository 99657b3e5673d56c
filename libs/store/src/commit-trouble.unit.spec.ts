import { CommitWatch, type CommitEvent } from './commit-trouble.js';

const full = Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' });

describe('trouble of commits', () => {
  let events: CommitEvent[];
  let now: number;
  let watch: CommitWatch;
  beforeEach(() => {
    events = [];
    now = 1_000;
    watch = new CommitWatch(
      (event) => events.push(event),
      () => now,
    );
  });

  it('is told from the first failure until a commit succeeds, and each of the two once', () => {
    expect(watch.trouble()).toBeUndefined();
    watch.failed(full);
    now += 500;
    watch.failed(full);
    expect(watch.trouble()).toEqual({ why: 'the disk is full', at: 1_500 });
    now += 500;
    watch.succeeded();
    watch.succeeded();
    expect(watch.trouble()).toBeUndefined();
    expect(events).toEqual([
      { kind: 'commit.failing', why: 'the disk is full', error: full },
      { kind: 'commit.succeedsAgain', failedForMillis: 1_000 },
    ]);
  });

  it('names what the store said', () => {
    watch.failed(Object.assign(new Error('read-only'), { code: '25006' }));
    expect(watch.trouble()?.why).toBe('the database refuses it (SQLSTATE 25006)');
    watch.failed(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    expect(watch.trouble()?.why).toBe('the database cannot be reached');
    watch.failed(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    expect(watch.trouble()?.why).toBe('the disk is full');
    expect(events).toHaveLength(3);
  });

  it('is none where the data is to blame, or others wrote the same', () => {
    watch.failed(Object.assign(new Error('null in column'), { code: '23502' }));
    watch.failed(Object.assign(new Error('deadlock'), { code: '40P01' }));
    watch.failed(new TypeError('not a function'));
    expect(watch.trouble()).toBeUndefined();
    expect(events).toEqual([]);
  });

  it('says nothing of the present when nobody has written for a minute: work must be able to come again', () => {
    watch.failed(full);
    now += 60_001;
    expect(watch.trouble()).toBeUndefined();
    watch.failed(full);
    expect(watch.trouble()).toBeDefined();
    expect(events).toHaveLength(1);
  });
});
