/** An id of a cluster, 22 characters of base64url. Never begins with `-`: Kafka's tools take that for the name of an option. */
export function clusterId(bytes: Buffer): string {
  const id = Buffer.from(bytes);
  id[0]! &= 0x7f;
  return id.toString('base64url');
}
