import { Committer, type Progress } from './committer.js';

const at = (partition: number, offset: number): Progress => ({ topic: 't', partition, offset: String(offset) });

/** A committer whose requests are answered by hand. */
function byHand() {
  const requests: { readonly sent: readonly Progress[]; answer: (error?: Error) => void }[] = [];
  const committer = new Committer(
    (sent) =>
      new Promise((resolve, reject) => requests.push({ sent, answer: (error) => (error ? reject(error) : resolve()) })),
  );
  return { committer, requests };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('commits of one membership', () => {
  test('one request at a time, the newest of each partition, with all that has come meanwhile', async () => {
    const { committer, requests } = byHand();
    committer.note(at(0, 1));
    committer.note(at(0, 2));
    const first = committer.flush();
    await turn();
    committer.note(at(0, 3));
    committer.note(at(1, 9));
    const others = Promise.all([committer.flush(), committer.flush()]);
    await turn();
    expect(requests.map(({ sent }) => sent)).toEqual([[at(0, 2)]]);
    requests[0]?.answer();
    await first;
    await turn();
    expect(requests.map(({ sent }) => sent)).toEqual([[at(0, 2)], [at(0, 3), at(1, 9)]]);
    requests[1]?.answer();
    await others;
  });

  test('what failed is committed with the next, unless there is newer', async () => {
    const { committer, requests } = byHand();
    committer.note(at(0, 1));
    committer.note(at(1, 1));
    const failing = committer.flush();
    await turn();
    committer.note(at(0, 5));
    requests[0]?.answer(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    const again = committer.flush();
    await turn();
    expect(requests[1]?.sent).toEqual([at(0, 5), at(1, 1)]);
    requests[1]?.answer();
    await again;
    await committer.flush();
    expect(requests).toHaveLength(2);
  });

  test('a refusal without a request rejects every time', async () => {
    const committer = new Committer(() => {
      throw new Error('lost');
    });
    committer.note(at(0, 1));
    await expect(committer.flush()).rejects.toThrow('lost');
    await expect(committer.flush()).rejects.toThrow('lost');
  });
});
