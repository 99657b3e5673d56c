import { createTransport, type HttpRequest, type Transport } from '@lienthong/connector-kit';
import { sectionOf, type BankQrConfig } from './bank-qr.config.js';
import type { BankAccount, ProviderApi } from './bank-qr.account.js';

/** A request of one account; the transport takes the account off the path again. */
export const ofAccount = (account: Pick<BankAccount, 'name'>, request: HttpRequest): HttpRequest => ({
  ...request,
  path: `/${account.name}${request.path}`,
});

/** One transport per account to its provider's API, behind one: which of them stands at the beginning of the path. */
export function accountTransport(config: BankQrConfig): Transport {
  const transports = new Map(
    config.accounts.flatMap((account) => {
      const section = sectionOf[account.provider];
      if (section === undefined) return [];
      const { api } = account[section] as { readonly api: ProviderApi };
      return [[account.name, createTransport({ ...config.transport, baseUrl: api.baseUrl })] as const];
    }),
  );
  return {
    request: (request, options) => {
      const [, name = '', path] = /^\/([^/]+)(\/.*)$/.exec(request.path) ?? [];
      const transport = transports.get(name);
      if (transport && path !== undefined) return transport.request({ ...request, path }, options);
      const detail = 'no account of this name calls anybody';
      return Promise.resolve({ ok: false, cause: 'transport.invalidRequest', firstByteLeft: false, millis: 0, detail });
    },
    close: async () => {
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}
