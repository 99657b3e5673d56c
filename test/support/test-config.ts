import { bareConfig, defaultsOf, Secret, type Config } from '@lienthong/config';
import { sandboxPartners } from '@lienthong/embedded';

export const keys = {
  demo: 'demo-client-key-for-tests',
  other: 'other-client-key-for-tests',
  first: 'first-operator-key-for-tests',
  second: 'second-operator-key-for-tests',
  viewer: 'viewer-operator-key-for-tests',
} as const;

/** Short enough for a test to see a time-out, a retry and an end of every wait. Milliseconds. */
export const shortTimes = {
  deadlines: { sync: { hardMs: 1_500, settlingMs: 300 }, progress: { hardMs: 1_500, settlingMs: 300 } },
  limits: { retryFirstMs: 50, retryMaxMs: 400, breakerFailures: 10, breakerOpenMs: 300, slowStartMs: 500 },
  loginPauseMs: 100,
};

export const units = [
  { code: 'H44', name: 'UBND tỉnh Mẫu' },
  { code: 'H44.01', name: 'Sở Tư pháp tỉnh Mẫu', parent: 'H44' },
  { code: 'H44.02', name: 'Sở Xây dựng tỉnh Mẫu', parent: 'H44' },
  { code: 'H99', name: 'Đơn vị cấp trên mẫu' },
  { code: 'H99.01', name: 'Đơn vị mẫu', parent: 'H99' },
  { code: 'H30', name: 'UBND tỉnh Khác' },
];

type Slice = Readonly<Record<string, unknown>>;

/** Two clients, three operators, the sandbox portal. `portal` changes its slice, `more` are those of other partners. */
export function testConfig(sandboxUrl: string, portal: Slice = {}, more: Slice = {}): Config {
  const slice = sandboxPartners(sandboxUrl)['dvc-portal'] as Record<string, unknown>;
  const partners = { 'dvc-portal': { ...slice, ...shortTimes, ...portal }, ...more };
  return bareConfig({
    units,
    clients: [
      { name: 'demo', key: new Secret(keys.demo), units: ['H44', 'H99'] },
      { name: 'other', key: new Secret(keys.other), units: ['H30'] },
    ],
    operators: [
      { name: 'operator-1', key: new Secret(keys.first), role: 'operator' },
      { name: 'operator-2', key: new Secret(keys.second), role: 'operator' },
      { name: 'viewer', key: new Secret(keys.viewer), role: 'viewer' },
    ],
    partners,
    limits: {
      ...defaultsOf('limits'),
      ...{ unnamedAttachmentBytes: 1024 * 1024 * 1024, requestTimeoutMs: 40_000, keepAliveMs: 5_000 },
    },
    citizenChecks: { rights: [{ clients: ['demo'], fields: ['fullName', 'birthDate', 'permanentAddress'] }] },
    source: 'test',
  });
}
