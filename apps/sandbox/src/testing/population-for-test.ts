import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve('test/contract/population');
export const goldenOfPopulation = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface Vector {
  timestamp: string;
  hash: string;
  authorization: string;
}
export const [publishedVector] = JSON.parse(goldenOfPopulation('signature.vectors.json')) as [Vector];

export const populationPaths = { soap: '/population/soap', xmlInJson: '/population/json', json: '/population/rest' };

/** Headers of the golden requests, signed by the published vector. */
export const populationHeaders = (type = 'text/xml; charset=utf-8'): Record<string, string> => ({
  'content-type': type,
  timestamp: publishedVector.timestamp,
  authorization: publishedVector.authorization,
});

/** A signature over the agreement of the golden bytes, at another time. */
export function signedAt(timestamp: string): Record<string, string> {
  const hash = createHash('sha256').update(`https://c06.example/soapdemo${timestamp}test-secret`).digest('hex');
  return { timestamp, authorization: `Basic ${Buffer.from(`demo:${hash}`).toString('base64')}` };
}

/** The moment of the published vector. */
export const publishedNow = (): Date => new Date(Number(publishedVector.timestamp));
