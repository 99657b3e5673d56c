/** What an agency behind the hub does by itself with what it gets. */
export const lives = ['silent', 'accepts', 'refuses', 'answers'] as const;
export type Life = (typeof lives)[number];

/** The agreement of the stand-in with one partner. ASSUMED: no hub's contract is public. */
export interface HubAgreement {
  key: string;
  secret: string;
  /** What has to stand in `lgspaccesstoken`. */
  access: { AccessKey: string; SecretKey: string; AppName: string; PartnerCode: string; PartnerCodeCus: string };
  /** Ends of the codes of the partner's own units. */
  partnerUnits: RegExp;
  /** Units behind the hub, each with what it does. */
  agencies: Readonly<Record<string, Life>>;
  /** Seconds after which an agency takes what it gets, and after which it answers. */
  acceptSeconds: number;
  answerSeconds: number;
  /** How the hub shows who calls. */
  callSecret: string;
  /** Where it calls; without it the callback base, `/callbacks/lgsp-exchange/hub`. */
  callbackUrl?: string;
}

export const defaultAgreement: HubAgreement = {
  key: 'hub-key-1',
  secret: 'hub-secret-1',
  access: {
    AccessKey: 'access-key',
    SecretKey: 'secret-key',
    AppName: 'LienThong',
    PartnerCode: '000.00.01.H99',
    PartnerCodeCus: '',
  },
  partnerUnits: /\.?H\d\d$|^H\d\d/,
  agencies: {
    '000.00.05.G01': 'answers',
    '000.00.06.G01': 'refuses',
    '000.00.07.G01': 'silent',
    '000.00.08.G01': 'accepts',
  },
  acceptSeconds: 1,
  answerSeconds: 3,
  callSecret: 'hub-calls-with-this',
};
