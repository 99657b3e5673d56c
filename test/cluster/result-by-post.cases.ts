import type { ApiClient } from '../support/api-client.js';
import type { Cluster } from '../support/cluster.js';
import { aDossier } from '../support/dossier.js';
import { driveSandbox, toldToMonitor } from '../support/sandbox-slices.js';
import { until } from '../support/until.js';
import { clientOf, type Scene } from './scene.js';

const person = { personalNumber: '000190000001', fullName: 'TRẦN THỊ HOÀ', birthDate: '1990-05-20' };

/** Milliseconds: the broker's session of a killed process, its leases, deadline and settling time come one after the other. */
const patience = 45_000;

/** Population database, post and monitor beside the portal: what one process does for a dossier, another one hears of. */
export const resultByPost = (scene: () => Scene, cluster: () => Cluster): void => {
  it('an applicant checked, the result ordered by connectors that are killed, and delivered; portal and monitor hear of it', async () => {
    const [one, other]: ApiClient[] = [clientOf(cluster(), 0), clientOf(cluster(), 1)];
    const sandbox = scene().portal.url;
    const code = 'H44.01-261120-0210';
    const applicant = {
      ...aDossier().applicant,
      ...{ name: person.fullName, personalNumber: person.personalNumber },
    };
    const state = (client: ApiClient, revision: number, change = {}) =>
      client.putAndWait(code, aDossier({ revision, applicant, ...change }));

    expect((await state(one!, 1)).status).toBe(200);
    const body = { dossier: code, procedure: aDossier().procedure.code, officer: { id: 'cb-01' }, ...person };
    const check = await other!.ask('POST', '/v1/citizen-checks', { body, headers: { prefer: 'wait=20' } });
    expect([check.status, check.json]).toMatchObject([200, { state: 'done', verdict: 'matched' }]);
    expect((await one!.get(`/v1/dossiers/${code}`)).json.facts.identity).toMatchObject({ evidence: check.json.id });

    const situations = `${sandbox}/situations/post-office/order`;
    await driveSandbox(situations, 'PUT', { situation: 'timeoutAfterEffect', count: 1 });
    const completed = aDossier({ ...{ revision: 2, applicant }, status: 'completed', returnBy: 'post' });
    expect((await other!.put(code, completed)).status).toBe(202);
    const parcels = async (): Promise<number> => {
      const { items } = await driveSandbox<{ items: { orderNumber: string }[] }>(
        `${sandbox}/post-office/orders`,
        'GET',
      );
      return items.filter(({ orderNumber }) => orderNumber.startsWith(code)).length;
    };
    await until('the post has the order, and we no answer', async () => (await parcels()) > 0);
    await other!.allEnded(code);
    const [connectors] = cluster().connectors;
    await connectors!.kill();
    await driveSandbox(situations, 'DELETE');
    // Asked while nobody is there to answer: the question waits on the bus.
    const waiting = await one!.ask('POST', '/v1/citizen-checks', {
      body: { ...body, fullName: 'Trần Thị Hòa', fields: ['fullName'] },
    });
    expect([waiting.status, waiting.json.state]).toEqual([202, 'pending']);
    await connectors!.start();
    const answer = await until(
      'the second check is answered',
      async () => {
        const { json } = await other!.get(`/v1/citizen-checks/${waiting.json.id}`);
        return json.state === 'done' ? json : undefined;
      },
      patience,
    );
    expect(answer).toMatchObject({ verdict: 'matched', released: { fullName: person.fullName } });
    expect(answer.fields[1]).toMatchObject({ name: 'fullName', verdict: 'match', code: 'name.otherSpelling' });

    const deliveryIn = (...states: readonly string[]) =>
      until(
        `a delivery ${states.join(' or ')}`,
        async () =>
          (await one!.get(`/v1/deliveries?dossier=${code}`)).json.items.find((found: { state: string }) =>
            states.includes(found.state),
          ),
        patience,
      );
    const ordered = await deliveryIn('ordered', 'accepted');
    expect(ordered).toMatchObject({ orderedBy: 'gateway', reference: code });
    // What the killed process sent is found in the feed; nobody sends it again.
    const { attemptList } = await one!.exchangeIn(ordered.exchange, 'settled');
    expect(attemptList.map(({ kind }: { kind: string }) => kind)).not.toContain('call');
    await driveSandbox(`${sandbox}/post-office/clock`, 'POST', { advanceHours: 50 });
    const { id } = await deliveryIn('delivered');

    await other!.allEnded(code);
    const dossier = (await other!.get(`/v1/dossiers/${code}`)).json;
    expect(dossier.effectiveStatus).toBe('returned');
    const inStep = { state: 'inStep' };
    expect(dossier.partners).toMatchObject({ portal: inStep, population: inStep, post: inStep, emc: inStep });
    expect(dossier.facts.delivered).toMatchObject({ evidence: id });
    const held = await driveSandbox<{ record: object }>(`${sandbox}/journal/state/dvc-portal/${code}`, 'GET');
    expect(held.record).toMatchObject({ TrangThaiHoSo: '10' });
    expect(await parcels()).toBe(1);
    expect(await toldToMonitor(sandbox, code)).toEqual({ '1': 1, '2': 1, '3': 1 });
  }, 120_000);
};
