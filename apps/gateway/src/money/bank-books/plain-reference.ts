/** A bank's number as the books are compared by it: banks and providers add blanks, dashes and dots, and change case. */
export const plainText = (reference: string): string => reference.toUpperCase().replace(/[^A-Z0-9]/g, '');
