import type { WireAnswer } from '../partner.js';
import { jsonAnswer } from '../reading.js';
import { messages } from './payment-platform.messages.js';
import type { PlatformOrder } from './payment-platform.orders.js';

/** The receipt of a paid order: a PDF of one page, or the address of one. Both were seen. */
export function billOf(order: PlatformOrder, asAddress: boolean, host: string): WireAnswer {
  if (asAddress) {
    const UrlBienLai = `http://${host}/payment-platform/bill/${order.partnerCode}/${order.reference}`;
    return jsonAnswer({ MaLoi: '00', MoTaLoi: messages.success, UrlBienLai });
  }
  return { status: 200, headers: { 'content-type': 'application/pdf' }, body: billPdf(order) };
}

/** A PDF in ASCII, byte offsets right. */
export function billPdf({ reference, amount, payments }: PlatformOrder): string {
  const line = `BIEN LAI THU ${reference} ${payments[0]?.id ?? ''} ${payments[0]?.amount ?? amount} VND`;
  const drawing = `BT /F1 14 Tf 40 780 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = pdf.length;
    pdf += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const table = pdf.length;
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  return `${pdf}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
}
