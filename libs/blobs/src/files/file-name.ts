const most = 255;

/** C0, C1, the marks that turn the direction of writing (`gpj.exe` reads as `exe.jpg`), and what is invisible. */
const hidden = /[\p{Cc}\p{Cf}\u2028\u2029]|\p{Cs}/u;

/**
 * A file's own name in NFC, or `undefined` for what is none: a path, a name of dots or blanks, one with characters that do not show, or
 * one that some system would take for something else.
 */
export function cleanFileName(name: string): string | undefined {
  const clean = name.normalize('NFC').replace(/^ +| +$/g, '');
  if (clean === '' || Buffer.byteLength(clean, 'utf8') > most) return undefined;
  if (/[/\\:*?"<>|]/.test(clean) || /^\.+$/.test(clean) || hidden.test(clean)) return undefined;
  return clean;
}
