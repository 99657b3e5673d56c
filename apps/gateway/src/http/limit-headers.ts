/** What a client may have, of which nothing is left (draft-ietf-httpapi-ratelimit-headers), and when to ask again, seconds. */
export const limitHeaders = (
  policy: string,
  quota: number,
  of: string,
  retryAfter: number,
): Record<string, string> => ({
  'retry-after': String(retryAfter),
  'ratelimit-policy': `"${policy}";q=${quota};qu="${of}"`,
  ratelimit: `"${policy}";r=0`,
});
