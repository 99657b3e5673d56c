import { checkAddress } from './address-check.js';

describe('the address of a partner', () => {
  it.each([
    'http://127.0.0.1:8091/x',
    'https://10.1.2.3',
    'http://[::1]:80',
    'http://192.168.0.9',
    'http://localhost:1',
  ])('%s needs to be allowed', (baseUrl) => {
    expect(checkAddress({ baseUrl })).toMatchObject([
      { pointer: '/baseUrl', allowed: expect.stringContaining('transport.allowPrivateAddresses: true') },
    ]);
    expect(checkAddress({ baseUrl, transport: { allowPrivateAddresses: false } })).toHaveLength(1);
    expect(checkAddress({ baseUrl, transport: { allowPrivateAddresses: true } })).toEqual([]);
  });
  it.each(['https://8.8.8.8/x', 'https://portal.example.vn', 'http://[2606:4700::1]'])('%s is public', (baseUrl) =>
    expect(checkAddress({ baseUrl, transport: {} })).toEqual([]),
  );
});
