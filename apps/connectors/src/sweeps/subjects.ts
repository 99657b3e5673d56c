import { paymentSubject } from '@lienthong/contracts';

const prefix = paymentSubject('');

/** The payment that a job is about. */
export const paymentOfSubject = (subject: string): string => subject.slice(prefix.length);
