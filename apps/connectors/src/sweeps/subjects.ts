import { accountSubject, paymentSubject } from '@lienthong/contracts';

const [ofPayment, ofAccount] = [paymentSubject(''), accountSubject('')];

/** The payment that a job is about. */
export const paymentOfSubject = (subject: string): string => subject.slice(ofPayment.length);

/** The name of the account that a job is about. */
export const accountOfSubject = (subject: string): string => subject.slice(ofAccount.length);
