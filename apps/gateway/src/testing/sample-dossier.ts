import type { DossierContent, ProcessingStep } from '@lienthong/contracts';

/** A dossier as an agency would state it, every field filled; nobody's data. */
export const sampleDossier = (change: Partial<DossierContent> = {}): DossierContent => ({
  revision: 1,
  procedure: { code: '1.003560', name: 'Cấp bản sao trích lục hộ tịch', serviceLevel: 'full' },
  field: { code: 'LV01', name: 'Hộ tịch' },
  unit: 'H44.01',
  origin: 'desk',
  portalCode: null,
  channel: 'online',
  status: 'received',
  receiptNumber: 'TN-1',
  applicant: {
    kind: 'citizen',
    name: 'NGUYEN VAN MAU',
    personalNumber: '000099000000',
    taxCode: null,
    phone: '0900000000',
    email: 'mau@example.test',
    address: { provinceCode: '25', communeCode: '07900', line: 'số 1 đường Mẫu' },
    portalAccount: 'tech-0001',
    identityVerified: true,
  },
  submittedAt: '2026-11-20T08:30:00+07:00',
  receivedAt: '2026-11-20T09:00:00+07:00',
  dueAt: '2026-12-05T17:00:00+07:00',
  refusedAt: null,
  finishedAt: null,
  returnedAt: null,
  returnBy: 'counter',
  summary: 'xin cấp bản sao',
  reason: null,
  fees: [{ code: 'LP01', name: 'Lệ phí', amount: 50_000, kind: 'charge', collectAt: 'reception' }],
  documents: [
    { id: 'd1', name: 'don.pdf', componentCode: 'TP01', url: 'https://files.example.test/don.pdf', digitised: true },
  ],
  supplements: [
    { id: 's1', askedAt: '2026-11-21T08:00:00+07:00', askedBy: 'Trần Thị Mẫu', content: 'bổ sung bản chụp' },
  ],
  results: [{ code: 'KQ01', name: 'Bản sao', number: '12', url: 'https://files.example.test/kq.pdf' }],
  ...change,
});

export const sampleStep = (change: Partial<ProcessingStep> = {}): ProcessingStep => ({
  key: 'step-1',
  by: 'Lê Văn Mẫu',
  position: 'chuyên viên',
  department: 'Phòng Tư pháp',
  content: 'thẩm định hồ sơ',
  status: 'processing',
  at: '2026-11-21T09:00:00+07:00',
  startedAt: null,
  dueAt: null,
  ...change,
});
