import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own under the system's temporary folder. */
export function tempFolder(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `lienthong-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
