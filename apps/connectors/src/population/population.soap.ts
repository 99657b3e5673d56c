import type { Client, IHttpClient, SoapMethod } from 'soap';
import type { PopulationConfig } from './population.config.js';
import { wireOperations, wsdlOf, type ConfirmWire, type LookUpWire } from './population.wire.js';

/** A request as the SOAP library made it; sent by the kit, whose deadlines, sizes and evidence hold for it. */
export interface SoapRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type SoapBody = { readonly lookUp: LookUpWire } | { readonly confirm: ConfirmWire };
interface Taking {
  readonly take: (request: SoapRequest) => void;
}

/**
 * The SOAP client. It writes envelopes; its HTTP client only hands them over, so that nothing leaves but through the kit, and
 * answers never reach its parser (which takes document types and follows any depth) but are read by `population.answer`.
 */
export class PopulationSoap {
  #client: Promise<Client> | undefined;

  constructor(private readonly config: PopulationConfig['soap']) {}

  async request(what: SoapBody): Promise<SoapRequest> {
    const client = await (this.#client ??= open(this.config));
    const [operation, body] =
      'lookUp' in what ? (['lookUp', what.lookUp] as const) : (['confirm', what.confirm] as const);
    const method = (client as unknown as Record<string, SoapMethod>)[wireOperations[operation]]!;
    let made: SoapRequest | undefined;
    const taking: Taking = { take: (request) => (made = request) };
    method(body, () => undefined, taking);
    if (made === undefined) throw new Error(`the SOAP library made no request of ${wireOperations[operation]}`);
    return made;
  }
}

const handOver = {
  request: (_url: string, xml: string, _callback: unknown, headers: Record<string, string>, options: unknown) =>
    (options as Taking).take({ headers, body: xml }),
} as unknown as IHttpClient;

async function open({ prefix, children }: PopulationConfig['soap']): Promise<Client> {
  // Loaded with the first check: it takes longer and more memory than all the rest of the connectors.
  const { Client: SoapClient, WSDL } = await import('soap');
  const options = { envelopeKey: 'soapenv', httpClient: handOver };
  const wsdl = new WSDL(wsdlOf(prefix, children), 'population.wsdl', options);
  await new Promise<void>((resolve, reject) => wsdl.onReady((error) => (error ? reject(error as Error) : resolve())));
  const client = new SoapClient(wsdl, 'http://population.invalid/', options);
  // Makes the library write an empty header, as the contract's sample has it.
  client.setSecurity({ postProcess: (xml: string) => xml });
  return client;
}
