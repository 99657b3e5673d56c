/** How the sandbox portal answers in every throughput run: half of the calls within 20 ms, one in a hundred after 200 ms. */
const usualMillis = 20;
const late = { millis: 200, probability: 0.012 };
const operations = ['TraCuuHoSo', 'DongBoHoSoMC', 'CapNhatTienDoHoSoMC'];

export async function setPortalTimes(sandboxUrl: string): Promise<void> {
  await put(sandboxUrl, '', { situation: 'slow', all: true, millis: usualMillis });
  for (const [at, operation] of operations.entries()) {
    await put(sandboxUrl, `/${operation}`, { situation: 'slow', ...late, seed: at + 1 });
  }
}

async function put(sandboxUrl: string, operation: string, situation: unknown): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/situations/dvc-portal${operation}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(situation),
  });
  if (!answer.ok) throw new Error(`the sandbox took no situation: ${answer.status} ${await answer.text()}`);
}

/** The portal's slice: its answers, not our limits, are to decide how many calls are out. */
export const widePortal = {
  limits: { concurrency: 400, ratePerSecond: 100_000 },
  transport: { allowPrivateAddresses: true, connections: 400 },
};

/** Look-up, upsert and one progress row. */
export const callsPerDossier = 3;
/** The dossier itself and its step. */
export const exchangesPerDossier = 2;
