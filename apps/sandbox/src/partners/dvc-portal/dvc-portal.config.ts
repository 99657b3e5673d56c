import { givenOf } from '../../fields.js';

/** What a real portal would have agreed with the province. None of it is official; all of it can be set. */
export interface DvcPortalConfig {
  username: string;
  password: string;
  /** Destination code that the header `dstcode` must carry. */
  destination: string;
  /** Units that may call, field `madonvi`. */
  units: readonly string[];
  loginPath: string;
  lookUpPath: string;
  synchronisationPath: string;
  /** Whether a look-up lists the steps of the dossier; assumed, no source shows it. */
  listsSteps: boolean;
  /** Where it pushes what citizens submit, in the callbacks' address, and the secret that it shows. */
  pushAccount: string;
  pushSecret: string;
  /** How long a session lives, milliseconds. */
  sessionMillis: number;
  /** Makes the next session string. */
  newSession(): string;
}

export const defaultDvcPortalConfig: Omit<DvcPortalConfig, 'newSession'> = {
  username: 'lienthong',
  password: 'synthetic-password',
  destination: '000.00.00.G22',
  units: ['000.00.00.H99', '000.00.00.H44'],
  loginPath: '/dvcqg/auth/login',
  lookUpPath: '/dvcqg/share',
  synchronisationPath: '/dvcqg/integration',
  listsSteps: false,
  pushAccount: 'tinh',
  pushSecret: 'sandbox-push-secret',
  sessionMillis: 30 * 60 * 1000,
};

/** Environment of the stand-in: SANDBOX_DVC_PORTAL_USERNAME, _PASSWORD, _DESTINATION, _UNITS (comma), _LISTS_STEPS (true, false), _SESSION_SECONDS. */
export function dvcPortalConfigFrom(env: NodeJS.ProcessEnv): Partial<DvcPortalConfig> | { problem: string } {
  const seconds = env['SANDBOX_DVC_PORTAL_SESSION_SECONDS'];
  if (seconds !== undefined && !/^[1-9]\d{0,6}$/.test(seconds)) {
    return { problem: `SANDBOX_DVC_PORTAL_SESSION_SECONDS must be a whole number of seconds from 1, got "${seconds}"` };
  }
  const lists = env['SANDBOX_DVC_PORTAL_LISTS_STEPS'];
  if (lists !== undefined && lists !== 'true' && lists !== 'false') {
    return { problem: `SANDBOX_DVC_PORTAL_LISTS_STEPS must be true or false, got "${lists}"` };
  }
  const units = env['SANDBOX_DVC_PORTAL_UNITS'];
  return givenOf<Partial<DvcPortalConfig>>({
    username: env['SANDBOX_DVC_PORTAL_USERNAME'],
    password: env['SANDBOX_DVC_PORTAL_PASSWORD'],
    destination: env['SANDBOX_DVC_PORTAL_DESTINATION'],
    units: units?.split(',').map((unit) => unit.trim()),
    listsSteps: lists === undefined ? undefined : lists === 'true',
    sessionMillis: seconds === undefined ? undefined : Number(seconds) * 1000,
  });
}
