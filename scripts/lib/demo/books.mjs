import { Missing, until } from './wait.mjs';

/** EMC's own codes; 3 is handed over. */
const handedOverAtMonitor = '3';
/** What the portal calls returned, and a fee that was paid elsewhere. */
const [returnedAtPortal, paidElsewhere] = ['10', '2'];

/** Asks every system what it holds, until all agree; prints the table. What still differs when time is up is thrown. */
export async function compareBooks(scene, done) {
  const { screen, signal, patienceMillis } = scene;
  let books = [];
  const agreed = async () => {
    books = await readBooks(scene, done);
    return books.every(({ ok }) => ok);
  };
  const late = await until('every system agrees', agreed, signal, patienceMillis).then(
    () => undefined,
    (error) => error,
  );
  if (late !== undefined && !(late instanceof Missing && books.length > 0)) throw late;
  const width = Math.max(...books.map(({ who }) => who.length));
  for (const { who, says, ok } of books)
    screen.print(`   ${ok ? screen.good('in step') : screen.bad('MISSING')}  ${who.padEnd(width)}  ${says}`);
  const missing = books.filter(({ ok }) => !ok);
  if (missing.length > 0)
    throw new Missing(missing.map(({ who, wants, says }) => `${who}: ${wants}, it says ${says}`).join('\n'));
}

async function readBooks({ api, sandbox, code, steps, repeatsAllowed = 0 }, { payment, handover, parcel }) {
  const dossier = await api('GET', `/v1/dossiers/${code}`);
  const { record, progress } = await sandbox('GET', `/journal/state/dvc-portal/${code}`);
  const { credits, reference, amount } = await api('GET', `/v1/payments/${payment.id}`);
  const moved = (await sandbox('GET', '/bank/transfers?limit=200')).items.filter(({ text }) =>
    text.includes(reference),
  );
  const parcels = (await sandbox('GET', '/post-office/orders')).items.filter(
    ({ orderNumber }) => orderNumber === parcel.reference,
  );
  const told = (await sandbox('GET', `/emc/counts/${code}`)).items;
  const { state } = await api('GET', `/v1/inbox/${handover}`);
  const behind = Object.entries(dossier.partners).filter(([, standing]) => standing.state !== 'inStep');
  const pushes = (await api('GET', `/v1/exchanges?subject=${code}&partner=emc&limit=200`)).items;
  const times = told.reduce((sum, { count }) => sum + count, 0);
  const counted = told.map(({ status, count }) => `${status}: ${count}`).join(', ');
  return [
    book('gateway', 'returned', dossier.effectiveStatus === 'returned', `the dossier is ${dossier.effectiveStatus}`),
    book('its partners', 'all in step', behind.length === 0, standings(dossier.partners)),
    book(
      'portal',
      'status 10, fee paid',
      record?.TrangThaiHoSo === returnedAtPortal && record?.DuocThanhToanTrucTuyen === paidElsewhere,
      `status ${record?.TrangThaiHoSo}, fee ${record?.DuocThanhToanTrucTuyen}`,
    ),
    book(
      'its steps',
      `${steps} at the portal`,
      progress.length >= steps && progress.length <= steps + repeatsAllowed,
      `${progress.length} at the portal, of ${steps}${progress.length > steps ? `: ${stepTwice}` : ''}`,
    ),
    book(
      'bank',
      'one transfer',
      moved.length === 1 && moved[0].amount === amount,
      `${moved.length} transfer of ${amount} VND`,
    ),
    book('the fee', 'settled by one credit', credits.length === 1, `settled by ${credits.length} credit`),
    book('other agency', 'answered', state === 'answered', `its handover is ${state}`),
    book('post', 'one parcel', parcels.length === 1, `${parcels.length} parcel, ${parcel.reference}`),
    book(
      'monitor (EMC)',
      'told once of each change, returned among them',
      told.some(({ status }) => status === handedOverAtMonitor) && times === pushes.length,
      `${pushes.length} changes, times told, by its codes: ${counted}`,
    ),
  ];
}

/** A step is *repeatable*: the portal cannot be asked whether it has it, and a second copy does little harm. */
export const stepTwice = 'told twice, as is allowed of what was on its way when a process was killed';

const book = (who, wants, ok, says) => ({ who, wants, ok, says });
const standings = (partners) =>
  Object.entries(partners)
    .map(([name, { state }]) => `${name} ${state}`)
    .join(', ');
