import type { Stated } from './rank-order.js';

/** A client system of the bench and the agency it speaks for. */
export interface BenchClient {
  readonly name: string;
  readonly key: string;
  readonly unit: string;
}

/** One dossier that is going to be stated. */
export interface Planned extends Omit<Stated, 'acceptedAt'> {
  readonly key: string;
  readonly body: string;
}

export interface PlanOptions {
  readonly prefix: string;
  readonly clients: readonly BenchClient[];
  /** How many of four dossiers are the first client's; the others share the rest. */
  readonly ofFirst: number;
  /** Due dates lie so far apart, milliseconds, that ageing decides about as often as the date. */
  readonly dueStepMillis: number;
}

const dueClasses = 20;
const firstDue = Date.UTC(2026, 11, 1, 10);

/** The n-th dossier of a run: the same one every time. Nobody's data. */
export function plannedDossier(n: number, { prefix, clients, ofFirst, dueStepMillis }: PlanOptions): Planned {
  const others = clients.slice(1);
  const client = others.length === 0 || n % 4 < ofFirst ? clients[0]! : others[n % others.length]!;
  const due = firstDue + scattered(n) * dueStepMillis;
  const code = `${client.unit}-${prefix}-${String(n).padStart(6, '0')}`;
  return { code, client: client.name, key: client.key, due, body: bodyOf(client.unit, n, due) };
}

/** As long as makes the body 1.5 KB. */
const summaryOf = (n: number): string => `Xin cấp bản sao trích lục khai sinh, hồ sơ mẫu số ${n}. `.repeat(9);

/** The one step of a dossier. */
export const plannedStep = (n: number): string =>
  JSON.stringify({
    key: 'b1',
    by: 'LE VAN MAU',
    position: 'chuyên viên',
    department: 'Phòng Tư pháp',
    content: `thẩm định hồ sơ ${n}`,
    status: 'processing',
    at: '2026-11-21T09:00:00+07:00',
  });

/** Neighbours get dates that are far from each other, each class as often as any other. */
const scattered = (n: number): number => (n * 7 + Math.floor(n / dueClasses) * 3) % dueClasses;

function bodyOf(unit: string, n: number, due: number): string {
  return JSON.stringify({
    revision: 1,
    procedure: { code: '1.003560', name: 'Cấp bản sao trích lục hộ tịch', serviceLevel: 'full' },
    field: { code: 'LV01', name: 'Hộ tịch' },
    unit,
    origin: 'desk',
    channel: 'online',
    status: 'received',
    receiptNumber: `TN-${n}`,
    applicant: {
      kind: 'citizen',
      name: 'NGUYEN VAN MAU',
      personalNumber: String(1_099_000_000 + n).padStart(12, '0'),
      phone: '0900000000',
      email: 'mau@example.test',
      address: { provinceCode: '25', communeCode: '07900', line: `số ${n} đường Mẫu` },
      portalAccount: 'tech-0001',
      identityVerified: true,
    },
    submittedAt: '2026-11-20T08:30:00+07:00',
    receivedAt: '2026-11-20T09:00:00+07:00',
    dueAt: new Date(due + 7 * 3_600_000).toISOString().replace(/\.(\d+)Z/, '.$1+07:00'),
    returnBy: 'counter',
    summary: summaryOf(n),
    fees: [{ code: 'LP01', name: 'Lệ phí', amount: 50_000, kind: 'charge', collectAt: 'reception' }],
    documents: [{ id: 'd1', name: 'don.pdf', componentCode: 'TP01', url: 'https://files.example.test/don.pdf' }],
  });
}
