import { randomUUID } from 'node:crypto';
import { sealContext, type DossierSubmitted, type SubmissionDetail } from '@lienthong/contracts';
import { seal, type Keyring } from '@lienthong/seal';

/** What the connectors tell of a dossier that a citizen of no name submitted. */
export function aSubmitted(
  keyring: Keyring,
  code: string,
  change: Partial<Omit<DossierSubmitted, 'detail'>> & { readonly detail?: Partial<SubmissionDetail> } = {},
): DossierSubmitted {
  const { detail: more, ...rest } = change;
  const submission = change.submission ?? randomUUID();
  const { key, wrapped } = keyring.newDataKey();
  const detail: SubmissionDetail = {
    content: {
      procedure: { code: '1.003560', name: 'Thủ tục mẫu' },
      applicant: { name: 'TRẦN THỊ NỘP', portalAccount: 'tech-0005' },
      submittedAt: '2026-11-22T01:30:00.000Z',
    },
    unit: 'H44.01',
    documents: [{ id: 'd1', name: 'đơn.pdf', url: 'https://files.example.test/1' }],
    fields: '{"TenNguoiCha":"TRẦN VĂN CHA"}',
    ...more,
  };
  const box = seal(key, Buffer.from(JSON.stringify(detail), 'utf8'), sealContext.submission(submission));
  return {
    ...{ submission, subject: code, partner: 'dvc-portal', account: 'tinh', kind: 'whole' },
    receivedAt: new Date().toISOString(),
    ...rest,
    detail: { key: wrapped.toString('base64'), box: box.toString('base64') },
  };
}
