import { toBuffer, toString } from 'qrcode';

/** Module sizes and margin: 4 light modules around, as ISO/IEC 18004 wants them; medium correction, for screens and paper. */
const common = { errorCorrectionLevel: 'M', margin: 4 } as const;

/** A QR code as an SVG document without size: it fills what holds it. The text is drawn as it is, to the character. */
export const qrSvg = (payload: string): Promise<string> => toString(payload, { ...common, type: 'svg' });

/** A QR code as a PNG of 8 pixels a module, some 450 pixels wide for a payment. */
export const qrPng = (payload: string): Promise<Buffer> => toBuffer(payload, { ...common, type: 'png', scale: 8 });
