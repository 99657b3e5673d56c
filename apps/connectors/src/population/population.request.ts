import type { HttpRequest } from '@lienthong/connector-kit';
import type { CitizenCheckPayload } from '@lienthong/contracts';
import type { PopulationConfig } from './population.config.js';
import { confirmWire, jsonWire, lookUpWire, xmlInJsonWire } from './population.mapping.js';
import { signedHeaders } from './population.signature.js';
import { PopulationSoap, type SoapRequest } from './population.soap.js';

/** One access: which check, and the id under which it is logged. The same id whenever the same access is tried again. */
export interface Access {
  readonly payload: CitizenCheckPayload;
  readonly request: string;
  readonly now: Date;
  /** Another date than the check's, for the narrowing question. */
  readonly birthDate?: string;
}

/** Writes accesses as requests in the dialect of the configuration. */
export class PopulationRequests {
  readonly #soap: PopulationSoap;

  constructor(private readonly config: PopulationConfig) {
    this.#soap = new PopulationSoap(config.soap);
  }

  async lookUp({ payload, request, now, birthDate }: Access): Promise<HttpRequest> {
    const { dialect, signature, paths } = this.config;
    const wire = lookUpWire(this.config, payload, request, birthDate);
    if (dialect === 'soap') return this.#write(paths.lookUp, now, await this.#soap.request({ lookUp: wire }));
    const body = dialect === 'json' ? jsonWire(wire, signature.username) : xmlInJsonWire(wire);
    return this.#write(paths.lookUp, now, { headers: json, body: JSON.stringify(body) });
  }

  /** SOAP only: how a proxy asks this is not known. */
  async confirm({ payload, request, now }: Access): Promise<HttpRequest> {
    const wire = confirmWire(this.config, payload, request);
    return this.#write(this.config.paths.confirm, now, await this.#soap.request({ confirm: wire }));
  }

  #write(path: string, now: Date, { headers, body }: SoapRequest): HttpRequest {
    const { headers: more, signature, rawAnswer } = this.config;
    return {
      method: 'POST',
      path,
      headers: {
        ...headers,
        ...(more.contentType ? { 'Content-Type': more.contentType } : {}),
        ...signedHeaders(signature, now),
        ...(more.clientId ? { 'X-Road-Client': more.clientId } : {}),
        ...(more.apiKey ? { ApiKey: more.apiKey } : {}),
        ...(more.accessToken ? { lgspaccesstoken: more.accessToken } : {}),
        ...more.more,
      },
      body,
      ...(rawAnswer === 'none' ? { keepAnswer: 'none' as const } : {}),
    };
  }
}

const json = { 'Content-Type': 'application/json; charset=utf-8', Accept: 'application/json' };
