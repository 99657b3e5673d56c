import type { TransportSettings } from './port.js';
import { targetOf } from './settings-guard.js';

const settings: TransportSettings = {
  baseUrl: 'https://partner.example:8443/api/v1/',
  maxResponseBytes: 1,
  maxRequestBytes: 1,
  connections: 1,
  connectTimeoutMs: 1,
  keepAliveMs: 0,
  allowPrivateAddresses: false,
};

describe('targetOf', () => {
  it('splits the base URL', () => {
    expect(targetOf(settings)).toEqual({
      origin: 'https://partner.example:8443',
      prefix: '/api/v1',
      notAllowed: false,
    });
    expect(targetOf({ ...settings, baseUrl: 'http://a' })).toMatchObject({ origin: 'http://a', prefix: '' });
    expect(targetOf({ ...settings, baseUrl: 'http://[::1]:80' })).toMatchObject({ notAllowed: true });
    expect(targetOf({ ...settings, baseUrl: 'http://[::1]', allowPrivateAddresses: true })).toMatchObject({
      notAllowed: false,
    });
  });

  it.each<[Partial<TransportSettings>, RegExp]>([
    [{ baseUrl: 'partner.example' }, /^baseUrl: not a URL$/],
    [{ baseUrl: 'ftp://partner.example' }, /^baseUrl: http or https is needed, received ftp:$/],
    [{ baseUrl: 'https://user:s3cr3t@partner.example' }, /^baseUrl: must not hold credentials$/],
    [{ baseUrl: 'https://partner.example?key=s3cr3t' }, /^baseUrl: must not hold a query or a fragment$/],
    [{ proxy: 'socks5://user:s3cr3t@proxy' }, /^proxy: http or https is needed, received socks5:$/],
    [{ connections: 0 }, /^connections: .* received 0$/],
    [{ maxResponseBytes: 1.5 }, /^maxResponseBytes: .* received 1.5$/],
    [{ maxRequestBytes: -1 }, /^maxRequestBytes: .* received -1$/],
    [{ connectTimeoutMs: Infinity }, /^connectTimeoutMs: .* received Infinity$/],
    [{ keepAliveMs: -1 }, /^keepAliveMs: .* received -1$/],
  ])('refuses %j', (wrong, message) => {
    expect(() => targetOf({ ...settings, ...wrong })).toThrow(message);
  });
});
