export const product = 'lienthong-sandbox';
/** Same as in package.json; a test compares them. */
export const version = '0.1.0';
