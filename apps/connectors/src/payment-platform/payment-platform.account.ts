/** An agreement of ours with the platform, as the configuration states it. Its name is the `{account}` of callback addresses and messages. */
export interface PlatformAccount {
  readonly name: string;
  /** Whose fees are paid through it. */
  readonly units: readonly string[];
  /** `MaDoiTac`. */
  readonly partnerCode: string;
  /** The one in use first; during a rotation a second one that is believed too. */
  readonly secrets: readonly [string, ...string[]];
  /** Bearer token, where one is asked for. */
  readonly token?: string;
  /** Where the money goes, as receipts state it: the bank's number at NAPAS, account, holder. */
  readonly bankBin?: string;
  readonly accountNumber?: string;
  readonly accountName?: string;
  /** `MaDonVi` of receipts; without it the code of the dossier's unit. */
  readonly unitCode?: string;
  /** `MaDVC`, `TenDVC` of receipts. */
  readonly serviceCode: string;
  readonly serviceName: string;
}
