/** Longer than the longest `Prefer: wait` and than a restart under load. */
const callMillis = 40_000;

/** One caller of the unified API, or of the sandbox: fails with what was asked and what came back. */
export function callerOf(url, key, signal) {
  return async (method, path, body, headers = {}) => {
    const isText = typeof body === 'string';
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': isText ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(callMillis)]),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 600)}`);
    return (response.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : text;
  };
}
