import { givenOf } from '../../fields.js';

/** What a province would have agreed with the base. None of it is official; all of it can be set. */
export interface PopulationConfig {
  /** The registered address: what the hash is made over, whatever address is called. */
  serviceUrl: string;
  username: string;
  secretKey: string;
  timestampUnit: 'milliseconds' | 'seconds';
  /** How old, or how far ahead, a timestamp may be. */
  toleranceMillis: number;
  path: string;
  /** Proxies: JSON that holds the XML as a text, and JSON alone. */
  xmlInJsonPath: string;
  jsonPath: string;
}

export const defaultPopulationConfig: PopulationConfig = {
  serviceUrl: 'https://c06.example/soap',
  username: 'demo',
  secretKey: 'test-secret',
  timestampUnit: 'milliseconds',
  toleranceMillis: 5 * 60 * 1000,
  path: '/population/soap',
  xmlInJsonPath: '/population/json',
  jsonPath: '/population/rest',
};

/** Environment of the stand-in: SANDBOX_POPULATION_SERVICE_URL, _USERNAME, _SECRET, _TIMESTAMP (milliseconds, seconds). */
export function populationConfigFrom(env: NodeJS.ProcessEnv): Partial<PopulationConfig> | { problem: string } {
  const unit = env['SANDBOX_POPULATION_TIMESTAMP'];
  if (unit !== undefined && unit !== 'milliseconds' && unit !== 'seconds') {
    return { problem: `SANDBOX_POPULATION_TIMESTAMP must be milliseconds or seconds, got "${unit}"` };
  }
  return givenOf<Partial<PopulationConfig>>({
    serviceUrl: env['SANDBOX_POPULATION_SERVICE_URL'],
    username: env['SANDBOX_POPULATION_USERNAME'],
    secretKey: env['SANDBOX_POPULATION_SECRET'],
    timestampUnit: unit,
  });
}
