import type { HttpRequest } from '@lienthong/connector-kit';
import type { PostOfficeConfig } from './post-office.config.js';
import type { OrderWire } from './post-office.wire.js';

function headersOf({ auth, dialect }: PostOfficeConfig, token: string): Record<string, string> {
  const header = auth.header ?? (dialect === 'ngsp' ? 'authorization' : 'access_token');
  const scheme = auth.scheme ?? (dialect === 'ngsp' ? 'Bearer' : '');
  return { accept: 'application/json', ...auth.headers, [header]: scheme === '' ? token : `${scheme} ${token}` };
}

export function orderRequest(config: PostOfficeConfig, token: string, wire: OrderWire): HttpRequest {
  const { paths } = config;
  return {
    method: 'POST',
    path: wire.ItemCode === undefined ? paths.order : paths.orderWithItemCode,
    headers: { 'content-type': 'application/json', ...headersOf(config, token) },
    body: JSON.stringify(wire),
  };
}

/** A GET that changes something: nothing on the way may repeat it, or answer it from a store of its own. */
export function cancelRequest(
  config: PostOfficeConfig,
  token: string,
  { customerCode, reference }: { readonly customerCode: string; readonly reference: string },
): HttpRequest {
  const query = new URLSearchParams({ CustomerCode: customerCode, OrderNumber: reference });
  return {
    method: 'GET',
    path: `${config.paths.cancel}?${query.toString()}`,
    headers: { ...headersOf(config, token), 'cache-control': 'no-store' },
  };
}

/** The rows after an id. */
export const trackingRequest = (
  config: PostOfficeConfig,
  token: string,
  { lastId, rows }: { readonly lastId: string; readonly rows: number },
): HttpRequest => ({
  method: 'GET',
  path: `${config.paths.tracking}?pagesize=${rows}&lastId=${lastId}`,
  headers: headersOf(config, token),
});
