/*
 * What the JSON Schemas of partners' slices are made of, and the parts that every slice has. Defaults stand in them; an object of them
 * may be left out whole.
 */

export const object = (properties: Record<string, object>, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required: [...required],
});

/** An object whose fields all have a default. */
export const section = (properties: Record<string, object>, description?: string) => ({
  ...object(properties),
  default: {},
  ...(description === undefined ? {} : { description }),
});

/** A text, by default `value`; one without a default holds at least a character. */
export const text = (value?: string, more: object = {}) => ({
  type: 'string',
  maxLength: 500,
  ...(value === undefined ? { minLength: 1 } : { default: value }),
  ...more,
});

/** A path at the partner, without a query. */
export const path = (value: string, more: object = {}) => text(value, { pattern: '^/[^\\s?#]*$', ...more });

export const webAddress = text(undefined, { pattern: '^https?://[^\\s?#]+$' });

/** Codes of a partner's answers. */
export const answerCodes = (value: readonly string[], description: string) => ({
  type: 'array',
  items: { type: 'string', maxLength: 20 },
  maxItems: 50,
  default: value,
  description,
});

/** Further headers of every call, by name. */
export const headers = {
  type: 'object',
  patternProperties: { "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$": { type: 'string', pattern: '^[\\x20-\\x7e]*$' } },
  additionalProperties: false,
  default: {},
};

/** A whole number, by default `value`. */
export const whole = (value: number, minimum: number, maximum = Number.MAX_SAFE_INTEGER) => ({
  type: 'integer',
  minimum,
  maximum,
  default: value,
});

/** So many a second, above 0. */
export const rate = (value: number, maximum?: number) => ({
  type: 'number',
  exclusiveMinimum: 0,
  ...(maximum === undefined ? {} : { maximum }),
  default: value,
});

export const secret = { type: 'string', minLength: 8, maxLength: 512, writeOnly: true };

export const secrets = {
  type: 'array',
  items: secret,
  minItems: 1,
  maxItems: 2,
  description: 'The one in use first; a second one during rotation.',
};

/** `PartnerLimits`. */
export const limits = (usual: { readonly concurrency: number; readonly ratePerSecond: number }) => ({
  concurrency: whole(usual.concurrency, 1, 10_000),
  ratePerSecond: {
    ...rate(usual.ratePerSecond),
    description:
      'Calls of every kind, by all processes together: look-ups, logins, questions and polls are counted too.',
  },
  retryFirstMs: whole(1_000, 1),
  retryMaxMs: whole(300_000, 1),
  breakerFailures: whole(10, 1),
  breakerOpenMs: whole(15_000, 1),
  slowStartMs: {
    ...whole(10_000, 0, 3_600_000),
    description:
      'After an outage calls come back slowly: from a tenth of ratePerSecond to all of it within so many milliseconds.',
  },
  maxBrokenContract: whole(5, 1),
});

/** Of one call that may have an effect. */
export const deadlines = (hardMs: number) => ({
  hardMs: whole(hardMs, 100, 600_000),
  settlingMs: whole(30_000, 0, 3_600_000),
});

/** `TransportSettings` but for the address. */
export const transport = (maxResponseBytes: number) => ({
  maxResponseBytes: whole(maxResponseBytes, 1_024),
  maxRequestBytes: whole(262_144, 1_024),
  connections: whole(16, 1, 10_000),
  connectTimeoutMs: whole(5_000, 1),
  keepAliveMs: whole(10_000, 0),
  allowPrivateAddresses: { type: 'boolean', default: false },
  proxy: text(),
});
