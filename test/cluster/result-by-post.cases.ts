import type { ApiClient } from '../support/api-client.js';
import type { Cluster } from '../support/cluster.js';
import { aDossier } from '../support/dossier.js';
import { driveSandbox, toldToMonitor } from '../support/sandbox-slices.js';
import { until } from '../support/until.js';
import { clientOf, type Scene } from './scene.js';

const person = { personalNumber: '000190000001', fullName: 'TRẦN THỊ HOÀ', birthDate: '1990-05-20' };

/** Population database, post and monitor beside the portal: what one process does for a dossier, another one hears of. */
export const resultByPost = (scene: () => Scene, cluster: () => Cluster): void => {
  it('an applicant checked, the result ordered with the post and delivered; portal and monitor hear of it', async () => {
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

    expect((await state(other!, 2, { status: 'completed', returnBy: 'post' })).status).toBe(200);
    const deliveryIn = (...states: readonly string[]) =>
      until(`a delivery ${states.join(' or ')}`, async () =>
        (await one!.get(`/v1/deliveries?dossier=${code}`)).json.items.find((found: { state: string }) =>
          states.includes(found.state),
        ),
      );
    expect(await deliveryIn('ordered', 'accepted')).toMatchObject({ orderedBy: 'gateway', reference: code });
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
    expect(await toldToMonitor(sandbox, code)).toEqual({ '1': 1, '2': 1, '3': 1 });
  }, 60_000);
};
