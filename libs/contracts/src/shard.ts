import { createHash } from 'node:crypto';
import { shardCount } from './topics.js';

/** The shard of a subject, 0…63; stable for ever (it stands in tables). */
export function shardOf(subject: string): number {
  return createHash('sha256').update(subject, 'utf8').digest().readUInt16BE(0) % shardCount;
}
