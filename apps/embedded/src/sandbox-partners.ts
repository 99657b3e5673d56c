/**
 * Slices of `partners:` for the sandbox beside this process, when there is no configuration file. Nothing in them is
 * secret: the sandbox accepts them from anybody on this machine.
 */
export const sandboxPartners = (sandboxUrl: string): Readonly<Record<string, unknown>> => ({
  'dvc-portal': {
    owner: 'LienThong sandbox',
    baseUrl: `${sandboxUrl}/dvcqg`,
    destinationCode: '000.00.00.G22',
    unitCode: '000.00.00.H44',
    username: 'lienthong',
    password: 'synthetic-password',
    transport: { allowPrivateAddresses: true },
  },
});
