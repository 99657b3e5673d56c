import { isOwnHost, isPublicAddress } from './address-guard.js';

describe('isPublicAddress', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    'localhost',
    '',
    '1.2.3',
  ])('not %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([
    '1.1.1.1',
    '100.63.255.255',
    '103.27.60.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.0.1',
    '2001:4860:4860::8888',
    '::ffff:1.1.1.1',
  ])('%s', (address) => expect(isPublicAddress(address)).toBe(true));
});

describe('isOwnHost', () => {
  it.each(['localhost', 'localhost.', 'a.localhost', 'LOCALHOST', '127.0.0.1', '[::1]', '10.0.0.1'])('%s', (host) =>
    expect(isOwnHost(host)).toBe(true),
  );
  it.each(['example.org', 'localhost.example.org', 'notlocalhost', '1.1.1.1'])('not %s', (host) =>
    expect(isOwnHost(host)).toBe(false),
  );
});
