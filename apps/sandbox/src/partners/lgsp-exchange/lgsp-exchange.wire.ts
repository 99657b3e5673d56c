import {
  form,
  integer,
  isEmpty,
  list,
  moment,
  oneOf,
  optional,
  required,
  text,
  webAddress,
  type FieldTable,
} from '../field-rules.js';

export const verbs = ['TIEPNHAN', 'CAPNHAT', 'RUT', 'TUCHOI', 'KETQUA', 'THANHTOAN'] as const;
export type Verb = (typeof verbs)[number];

/** A message as it goes over the wire, in either direction. Only the first eight names were seen. */
export interface MessageWire {
  type: Verb;
  source_id: string;
  ref_code: string;
  status_profile?: string;
  process_officials?: string;
  time_of_process: string;
  from_unit_code: string;
  to_unit_code: string;
  content?: string;
  due_date?: string;
  attachments?: { name: string; url?: string }[];
  amount?: number;
}

const code = form(/^[\x21-\x7e]{1,100}$/);

/** What a message may say. A verb may ask for more: {@link missingFor}. */
export const messageTable: FieldTable = {
  type: required(oneOf(...verbs)),
  source_id: required(code),
  ref_code: required(code),
  status_profile: optional(text(50)),
  process_officials: optional(text(500)),
  time_of_process: required(moment),
  from_unit_code: required(code),
  to_unit_code: required(code),
  content: optional(text(20_000)),
  due_date: optional(moment),
  attachments: optional(list({ name: required(text(500)), url: optional(webAddress) }, 1, 50)),
  amount: optional(integer),
};

/** The field that a verb cannot do without. */
export function missingFor(message: MessageWire): keyof MessageWire | undefined {
  if ((message.type === 'KETQUA' || message.type === 'TUCHOI') && isEmpty(message.content)) return 'content';
  return message.type === 'THANHTOAN' && isEmpty(message.amount) ? 'amount' : undefined;
}
