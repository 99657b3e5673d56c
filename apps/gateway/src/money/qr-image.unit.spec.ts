import { BinaryBitmap, DecodeHintType, HybridBinarizer, QRCodeReader, RGBLuminanceSource } from '@zxing/library';
import { encode } from '@lienthong/vietqr';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { qrPng, qrSvg } from './qr-image.js';

/** Grey values row by row, 0 black to 255 white. */
interface Picture {
  size: number;
  grey: Uint8ClampedArray;
}

const decoders: Record<string, (picture: Picture) => Buffer> = {
  jsQR: ({ size, grey }) => {
    const rgba = new Uint8ClampedArray(grey.length * 4).fill(255);
    grey.forEach((value, at) => rgba.fill(value, at * 4, at * 4 + 3));
    return Buffer.from(jsqr.default(rgba, size, size)!.binaryData);
  },
  ZXing: ({ size, grey }) => {
    const source = new RGBLuminanceSource(grey, size, size);
    // Straight and alone in the picture, so it need not be searched for: finding it in one single frame fails now and then.
    const hints = new Map([[DecodeHintType.PURE_BARCODE, true]]);
    return Buffer.from(new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source)), hints).getText());
  },
};

const pictures: Record<string, (payload: string) => Promise<Picture>> = {
  PNG: async (payload) => {
    const { width, height, data } = PNG.sync.read(await qrPng(payload));
    expect(width).toBe(height);
    const grey = new Uint8ClampedArray(width * height);
    for (let at = 0; at < grey.length; at += 1) grey[at] = data[at * 4]!;
    return { size: width, grey };
  },
  SVG: async (payload) => drawn(await qrSvg(payload)),
};

/** Draws the one dark path of horizontal strokes that the document has, 6 pixels a module. */
function drawn(svg: string): Picture {
  const scale = 6;
  const modules = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)![1]);
  const size = modules * scale;
  const grey = new Uint8ClampedArray(size * size).fill(255);
  const path = /<path stroke="#000000" d="([^"]+)"/.exec(svg)![1]!;
  let [x, y] = [0, 0];
  for (const [, command, first, second] of path.matchAll(/([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?/g)) {
    if (command === 'M') [x, y] = [Number(first), Number(second)];
    if (command === 'm') [x, y] = [x + Number(first), y + Number(second)];
    if (command !== 'h') continue;
    const top = (y - 0.5) * scale; // a stroke one module high around its middle
    for (let row = top; row < top + scale; row += 1) {
      grey.fill(0, row * size + x * scale, row * size + (x + Number(first)) * scale);
    }
    x += Number(first);
  }
  return { size, grey };
}

const payloadOf = (transfer: Parameters<typeof encode>[0]): string => {
  const encoded = encode(transfer);
  if (!encoded.ok) throw new Error(JSON.stringify(encoded.refusals));
  return encoded.payload;
};

const payloads = {
  'a fee': payloadOf({
    bank: '970436',
    account: '1017595600',
    amount: 150_000,
    additional: { purpose: 'HSDVC7K2QF9XAB' },
  }),
  'a virtual account': payloadOf({ bank: '970418', account: '96247PVHCC7K2QF9XA', amount: 35_000 }),
  'every field full': payloadOf({
    bank: '970415',
    account: '9123456789012345678',
    amount: 499_999_999,
    categoryCode: '9399',
    merchantName: 'A'.repeat(25),
    merchantCity: 'b'.repeat(15),
    postalCode: '~!@#$%^&*(',
    additional: { billNumber: 'c'.repeat(25), store: 'd'.repeat(25), terminal: 'e'.repeat(8), purpose: 'f'.repeat(25) },
  }),
};

describe.each(Object.keys(pictures))('a QR code as %s', (kind) => {
  it.each(Object.entries(payloads))('is %s, byte for byte, for two independent decoders', async (_, payload) => {
    const picture = await pictures[kind]!(payload);
    for (const decode of Object.values(decoders)) expect(decode(picture).equals(Buffer.from(payload))).toBe(true);
  });
});

it('30 payments, one after the other, are read right by both', async () => {
  for (let index = 0; index < 30; index += 1) {
    const payload = payloadOf({
      bank: '970436',
      account: String(10_175_956 * (index + 1)),
      amount: 1 + index ** 5,
      additional: { purpose: `HSDVC${'23456789ABCDEFGHJKMNPQRSTUVWXYZ'.slice(index % 22, (index % 22) + 9)}` },
    });
    const picture = await pictures['SVG']!(payload);
    for (const decode of Object.values(decoders)) expect(decode(picture).toString()).toBe(payload);
  }
}, 60_000);
