import { createHash } from 'node:crypto';

/** What the hash is made of, one behind the other. */
export const signedParts = ['serviceUrl', 'username', 'timestamp', 'secretKey'] as const;
export type SignedPart = (typeof signedParts)[number];

export interface SignatureSettings {
  /** The address that the partner registered for us, byte for byte; may differ from the one that is called. */
  readonly serviceUrl: string;
  readonly username: string;
  /** Secret. */
  readonly secretKey: string;
  readonly timestampUnit: 'milliseconds' | 'seconds';
  readonly recipe: readonly SignedPart[];
}

/** The two headers that sign a request: time, and the user with a hash that only the holder of the key can make. */
export function signedHeaders(
  settings: SignatureSettings,
  now: Date,
): Readonly<Record<'Timestamp' | 'Authorization', string>> {
  const { username, timestampUnit, recipe } = settings;
  const timestamp = String(timestampUnit === 'seconds' ? Math.floor(now.getTime() / 1000) : now.getTime());
  const parts: Readonly<Record<SignedPart, string>> = { ...settings, timestamp };
  const hash = createHash('sha256')
    .update(recipe.map((part) => parts[part]).join(''), 'utf8')
    .digest('hex');
  return {
    Timestamp: timestamp,
    Authorization: `Basic ${Buffer.from(`${username}:${hash}`, 'utf8').toString('base64')}`,
  };
}
