import { uuidPattern } from '@lienthong/contracts';

/** An id that could stand in a table; anything else is simply not found. */
export const isId = (text: string): boolean => uuidPattern.test(text);
