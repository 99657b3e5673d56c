import { isSettled } from './faults.mjs';
import { until } from './wait.mjs';

/** Long enough for a parcel of the sandbox's post: accepted, carried, delivered. */
const parcelHours = 50;

/** The journey in its order; each step is done when the API says so. Resolves to what the books are compared with. */
export async function travel(scene) {
  const { fault } = scene;
  const step = (name) => scene.screen.step(name, scene.timeline);
  await step('A citizen submits a dossier on the national portal');
  const item = await submit(scene);
  await step("The agency's one-stop desk takes it (PUT /v1/dossiers/…)");
  await take(scene, item);
  await step('Who applies? Asked of the population database (POST /v1/citizen-checks)');
  await check(scene);
  await step('The fee is asked for, by QR (POST /v1/payments)');
  const payment = await askForFee(scene);
  await step('The citizen scans and pays at the bank');
  const settled = await pay(scene, payment);
  await step("Another agency's opinion (POST /v1/dossiers/…/handovers)");
  const handover = await askOpinion(scene);
  await fault.answered();
  await step('The agency completes the dossier; its result goes by post, ordered by itself');
  const parcel = await complete(scene);
  await step('The post brings it: two days pass at the sandbox');
  await deliver(scene, parcel);
  await step('Everybody hears of it');
  return { payment: settled, handover, parcel };
}

/** The citizen's act; it stands in the inbox of the agency's unit. */
async function submit({ sandbox, api, code, data, signal }) {
  const { name } = data.dossier.applicant;
  await sandbox('POST', '/dvc-portal/submissions', { code, applicant: name, unit: '000.00.01.H44', files: 1 });
  return until(
    'the submission stands in the inbox',
    async () => {
      const { items } = await api('GET', '/v1/inbox?kind=submission&state=open&limit=200');
      return items.find(({ dossier }) => dossier === code);
    },
    signal,
  );
}

/** The agency's statement with the next revision. Nobody waits for a partner. */
async function state(scene, change) {
  const { api, code, data } = scene;
  scene.revision += 1;
  Object.assign(data.dossier, change, { revision: scene.revision });
  await api('PUT', `/v1/dossiers/${code}`, data.dossier);
}

async function take(scene, item) {
  const { api, screen, fault } = scene;
  await api('POST', `/v1/inbox/${item.id}/accept`, {}, keyOnce(scene, 'take'));
  await portalIs(scene, 'inStep');
  await fault.taken();
  const began = performance.now();
  await state(scene, { status: 'received' });
  screen.note(`accepted in ${Math.round(performance.now() - began)} ms; partners are told by and by`);
  await portalIs(scene, fault.isOn('portal-down') ? 'behind' : 'inStep');
}

const portalIs = ({ api, code, signal }, standing) =>
  until(
    `the portal is ${standing}`,
    async () => (await api('GET', `/v1/dossiers/${code}`)).partners.portal.state === standing,
    signal,
  );

async function check(scene) {
  const { api, code, data, screen, signal } = scene;
  const asked = await api('POST', '/v1/citizen-checks', { dossier: code, ...data.check }, keyOnce(scene, 'check'));
  const { verdict } = await until(
    'the check is done',
    async () => {
      const found = await api('GET', `/v1/citizen-checks/${asked.id}`);
      return found.state === 'done' && found;
    },
    signal,
  );
  screen.note(`verdict: ${verdict}`);
}

async function askForFee(scene) {
  const { api, code, screen } = scene;
  await state(scene, { status: 'paymentRequested' });
  const body = { dossier: code, fees: ['LP01'], method: 'bankQr' };
  const payment = await api('POST', '/v1/payments', body, keyOnce(scene, 'pay'));
  screen.note(`reference ${payment.reference}, ${payment.amount} VND; what the QR says: ${payment.qr.payload}`);
  return payment;
}

async function pay({ api, sandbox, fault, signal }, payment) {
  await fault.paying();
  await sandbox('POST', '/bank/transfers', { qr: payment.qr.payload, distortion: 'mbvcb' });
  await fault.paid(payment);
  return until('the payment is settled', () => isSettled(api, payment.id), signal);
}

async function askOpinion(scene) {
  const { api, code, data, screen } = scene;
  await state(scene, { status: 'processing' });
  const { id } = await api('POST', `/v1/dossiers/${code}/handovers`, data.handover, keyOnce(scene, 'ask'));
  const { waitingOn } = await api('GET', `/v1/dossiers/${code}`);
  screen.note(`now it waits for ${waitingOn.who} ${waitingOn.name ?? ''}`.trimEnd());
  await api('POST', `/v1/inbox/${id}/accept`, {}, keyOnce(scene, 'accept'));
  await api('POST', `/v1/inbox/${id}/answer`, data.answer, keyOnce(scene, 'answer'));
  return id;
}

async function complete(scene) {
  const { api, code, signal } = scene;
  await state(scene, { status: 'completed', finishedAt: new Date().toISOString() });
  return until('the post has taken the order', () => deliveryIn(api, code, 'ordered', 'accepted'), signal);
}

async function deliver({ api, sandbox, code, screen, signal }, parcel) {
  screen.note(`the post knows it as ${parcel.reference}`);
  await sandbox('POST', '/post-office/clock', { advanceHours: parcelHours });
  await until('the post has delivered it', () => deliveryIn(api, code, 'delivered'), signal);
}

async function deliveryIn(api, code, ...states) {
  const { items } = await api('GET', `/v1/deliveries?dossier=${code}`);
  return items.find((one) => states.includes(one.state));
}

const keyOnce = ({ code }, what) => ({ 'idempotency-key': `${code}-${what}` });
