import type { Client } from '../client.mts';
import { agencyOf, unitOf, type PlannedDossier, type PlannedHandover } from '../plan.mts';
import type { Act } from './journal.mts';
import type { Way } from './way.mts';

/** Through the unified API, every call under a key of its own. */
export class ApiWay implements Way {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async put({ code, owner }: PlannedDossier): Promise<void> {
    const body = {
      ...{ revision: 1, unit: unitOf[owner], origin: 'desk', channel: 'direct', status: 'processing' },
      procedure: { code: '1.003560', name: 'Cấp bản sao trích lục hộ tịch', serviceLevel: 'full' },
      field: { code: 'LV01', name: 'Hộ tịch' },
      applicant: { kind: 'citizen', name: 'NGUYEN VAN MAU', personalNumber: '000099000000' },
      ...{ submittedAt: '2026-11-20T08:30:00+07:00', receivedAt: '2026-11-20T09:00:00+07:00' },
    };
    const { status, body: said } = await this.#client.ask('PUT', `/v1/dossiers/${code}`, { body });
    if (status >= 300) throw new Error(`PUT ${code}: ${status} ${JSON.stringify(said)}`);
  }

  async handOver({ dossier, to, kind, text }: PlannedHandover): Promise<string> {
    const body = { toUnit: unitOf[to], kind, request: text };
    const more = { body, key: `${dossier}-to-${to}` };
    const { status, body: said } = await this.#client.ask('POST', `/v1/dossiers/${dossier}/handovers`, more);
    if (status !== 202) throw new Error(`${dossier} to ${to}: ${status} ${JSON.stringify(said)}`);
    return said.id as string;
  }

  async act(handover: string, act: Act, text: string): Promise<{ status: number; code?: string }> {
    const said = { answer: { text }, refuse: { reason: text }, accept: undefined, withdraw: undefined }[act];
    const more = { key: `${handover}-${act}`, ...(said === undefined ? {} : { body: said }) };
    const { status, body } = await this.#client.ask('POST', `/v1/inbox/${handover}/${act}`, more);
    return { status, ...(status < 300 ? {} : { code: String(body?.code) }) };
  }

  async look(handover: string): ReturnType<Way['look']> {
    const { status, body } = await this.#client.get(`/v1/inbox/${handover}`);
    if (status !== 200) throw new Error(`GET /v1/inbox/${handover}: ${status}`);
    return { dossier: body.dossier as string, from: agencyOf(body.fromUnit as string) };
  }
}
