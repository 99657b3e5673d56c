export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = ({ value }: { readonly value: Uint8Array }): string => new TextDecoder().decode(value);
