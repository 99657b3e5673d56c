import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, shuffled } from '../support/random.js';
import { until } from '../support/until.js';
import { passing, plants, volunteer } from './plants.js';
import { everyMillis, inTurns, Scene } from './scene.js';

/** `npm run disagreements -- --seed 7 --each 15 --passing 300` plays the whole; without it a small part. */
const number = (name: string, otherwise: number): number => Number(process.env[`DISAGREEMENTS_${name}`] ?? otherwise);
const seed = number('SEED', 7);
const each = number('EACH', 1);
const passes = number('PASSING', 6);
const settlingMillis = number('SETTLING', 4_000);
const atOnce = number('WIDTH', 6);
const patience = 120_000 + (each * 8 + passes) * 2_000;

interface Job {
  readonly code: string;
  readonly kind?: string;
  readonly play: (scene: Scene) => Promise<void>;
}

function jobs(): readonly Job[] {
  const planted = Object.entries(plants).flatMap(([kind, plant]) =>
    Array.from({ length: each }, (_, n): Job => {
      const code = `H44.01-${kind}-${seed}-${n}`;
      return { code, kind, play: (scene) => plant(scene, code) };
    }),
  );
  const passed = Array.from({ length: passes }, (_, n): Job => {
    const code = `H44.01-passing-${seed}-${n}`;
    return { code, play: (scene) => passing[n % passing.length]!(scene, code) };
  });
  const strays = Array.from({ length: Math.max(each, 3) }, (_, n): Job => ({
    code: '',
    kind: 'unknownToUs',
    play: (scene) => volunteer(scene, n),
  }));
  return shuffled(seededRandom(seed), [...planted, ...passed, ...strays]);
}

/** What is made to differ behind the product's back is found, all of it; what ends before it is old enough is told to nobody. */
describe('disagreements that are planted', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.open(settlingMillis);
  }, 60_000);
  afterAll(() => scene?.product.dispose());

  it(
    'all are found, and none of those that pass',
    async () => {
      const all = jobs();
      const begun = Date.now();
      await inTurns(all, atOnce, ({ play }) => play(scene));
      const played = Date.now() - begun;
      const planted = all
        .flatMap(({ code, kind }) => (kind === undefined || code === '' ? [] : [`${kind} ${code}`]))
        .sort();
      const strays = all.filter(({ code }) => code === '').length;
      const told = async () => {
        const found = await scene.found();
        return {
          found,
          known: found.flatMap(({ dossier, kind }) => (dossier === undefined ? [] : [`${kind} ${dossier}`])).sort(),
          unknown: found.filter(({ dossier }) => dossier === undefined).length,
        };
      };
      const isAll = ({ known, unknown }: Awaited<ReturnType<typeof told>>): boolean =>
        planted.every((one) => known.includes(one)) && unknown >= strays;
      await until('all that was planted is found', async () => isAll(await told()), patience).catch(() => undefined);
      // Whatever passes would be old enough by now.
      await sleep(settlingMillis + 3 * everyMillis);
      const { found, known, unknown } = await told();
      expect({ known, unknown }).toEqual({ known: planted, unknown: strays });
      const kinds = Object.entries(Object.groupBy(found, ({ kind }) => kind as string));
      const counts = kinds.map(([kind, of]) => `${kind} ${of!.length}`).join(', ');
      console.log(
        `disagreements, seed ${seed}: found ${found.length} of ${planted.length + strays} (${counts}); of ${passes} passing ones reported 0; settling ${settlingMillis} ms; planted in ${played} ms`,
      );
    },
    patience * 2,
  );

  it(
    'one is repaired by whoever has seen it, and ends when the portal agrees',
    async () => {
      const { operator } = scene.product;
      const { json } = await operator.get('/v1/disagreements?kind=missingAtPortal&limit=1');
      const path = `/v1/disagreements/${json.items[0].id}`;
      const seen = await operator.get(path);
      const repair = (headers: Record<string, string>) =>
        operator.ask('POST', `${path}/repair`, { headers: { prefer: 'wait=30', ...headers } });
      expect((await repair({})).json.code).toBe('disagreement.unseen');
      expect((await repair({ 'if-match': '*' })).json.code).toBe('disagreement.unseen');
      expect((await repair({ 'if-match': '"d77"' })).json.code).toBe('disagreement.changed');
      const repaired = await repair({ 'if-match': seen.headers.get('etag')!, 'idempotency-key': 'repair-1' });
      expect(repaired).toMatchObject({
        status: 200,
        json: { settled: [{ operation: 'syncDossier', outcome: 'done' }] },
      });
      const ended = await until(
        'it ends',
        async () => {
          const { json: now } = await operator.get(path);
          return now.state === 'ended' && now;
        },
        patience,
      );
      expect(ended).toMatchObject({ endedHow: 'agreedAfterRepair', repairedBy: 'operator-1' });
    },
    patience,
  );
});
