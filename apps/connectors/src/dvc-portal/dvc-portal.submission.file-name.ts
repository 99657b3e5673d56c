import { cleanFileName } from '@lienthong/blobs';

/** A file's name without the path of the machine that it comes from; signs that no name may have give way to a dash below. */
export function fileNameOf(stated: string, nth: number): string {
  const last = stated.split(/[/\\]/).at(-1)!;
  const plain = last.replace(/[:*?"<>|\p{Cc}\p{Cf}\u2028\u2029]/gu, '_');
  return cleanFileName(plain) ?? `tep-${nth}`;
}
