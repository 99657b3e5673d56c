import type { DossierContent, ProcessingStep } from '@lienthong/contracts';

/** A dossier that the portal takes; nobody's data. */
export const aDossier = (change: Partial<DossierContent> = {}): DossierContent => ({
  revision: 1,
  procedure: { code: '1.003560', name: 'Cấp bản sao trích lục hộ tịch', serviceLevel: 'full' },
  field: { code: 'LV01', name: 'Hộ tịch' },
  unit: 'H44.01',
  origin: 'desk',
  channel: 'online',
  status: 'received',
  receiptNumber: 'TN-1',
  applicant: {
    kind: 'citizen',
    name: 'NGUYEN VAN MAU',
    personalNumber: '000099000000',
    phone: '0900000000',
    email: 'mau@example.test',
    address: { provinceCode: '25', communeCode: '07900', line: 'số 1 đường Mẫu' },
    portalAccount: 'tech-0001',
    identityVerified: true,
  },
  submittedAt: '2026-11-20T08:30:00+07:00',
  receivedAt: '2026-11-20T09:00:00+07:00',
  dueAt: '2026-12-05T17:00:00+07:00',
  returnBy: 'counter',
  summary: 'xin cấp bản sao',
  fees: [{ code: 'LP01', name: 'Lệ phí', amount: 50_000, kind: 'charge', collectAt: 'reception' }],
  documents: [{ id: 'd1', name: 'don.pdf', componentCode: 'TP01', url: 'https://files.example.test/don.pdf' }],
  ...change,
});

export const aStep = (key: string, change: Partial<ProcessingStep> = {}): ProcessingStep => ({
  key,
  by: 'LE VAN MAU',
  position: 'chuyên viên',
  department: 'Phòng Tư pháp',
  content: `thẩm định ${key}`,
  status: 'processing',
  at: '2026-11-21T09:00:00+07:00',
  ...change,
});
