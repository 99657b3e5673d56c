import { crcText } from '../crc.js';

/** The text with a right CRC behind it, whatever the text is: the tests' own writer, which checks nothing. */
export const signed = (text: string): string => `${text}6304${crcText(`${text}6304`)}`;

/** One object with the length its value has in code points, or with another one. */
export const tlv = (id: string, value: string, length = Array.from(value).length): string =>
  id + String(length).padStart(2, '0') + value;

export interface Parts {
  bank?: string;
  account?: string;
  service?: string;
  /** Objects between 38 and 63. */
  rest?: string;
  initiation?: string;
}

/** A transfer written by hand, unchecked. */
export const written = ({
  bank = '970436',
  account = '1017595600',
  service = '0208QRIBFTTA',
  ...parts
}: Parts): string =>
  signed(
    `000201${tlv('01', parts.initiation ?? '11')}` +
      tlv('38', `0010A000000727${tlv('01', tlv('00', bank) + tlv('01', account))}${service}`) +
      (parts.rest ?? '53037045802VN'),
  );
