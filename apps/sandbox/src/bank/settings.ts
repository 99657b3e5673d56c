import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { BankAccount } from './account.js';
import { defaultAccounts } from './default-accounts.js';

/** What was agreed with the bank, the providers and the payment platform. */
export interface MoneyAgreements {
  /** Addresses of ours begin so, without a slash at the end. */
  callbackBase: string;
  /** Waits between repeats are divided by this. */
  speed: number;
  /** Number of the bank's first transfer. */
  firstNumber: number;
  accounts: readonly BankAccount[];
  platformClients: readonly PlatformClient[];
}

/** One that may call the payment platform. */
export interface PlatformClient {
  /** Short name, the `{account}` of callback addresses. */
  name: string;
  /** `MaDoiTac`. */
  partnerCode: string;
  secret: string;
  /** Bearer token; undefined = none is asked for. */
  token?: string;
  /** Where the platform confirms; default: the callback base, `/callbacks/payment-platform/{name}`. */
  callbackUrl?: string;
  /** Account of the bank that the money goes to. */
  account: string;
  /** Minutes between the tries of a confirmation; empty = one try, as the contract names no repeats. */
  retryMinutes: readonly number[];
}

export const defaultAgreements: MoneyAgreements = {
  callbackBase: 'http://127.0.0.1:8080',
  speed: 1,
  firstNumber: 1,
  accounts: defaultAccounts,
  platformClients: [
    {
      name: 'nen-tang',
      partnerCode: 'PARTNER01',
      secret: 'sandbox-platform-secret',
      account: 'nen-tang',
      retryMinutes: [],
    },
  ],
};

/** The agreements in force, kept in `money.json` whenever somebody changes them over HTTP. */
export class MoneySettings {
  private saving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private inForce: MoneyAgreements,
  ) {}

  /** `given` wins over what was kept, which wins over the defaults. */
  static async open(folder: string, given: Partial<MoneyAgreements>): Promise<MoneySettings> {
    const path = join(folder, 'money.json');
    const kept = await readFile(path, 'utf8').then(
      (text) => JSON.parse(text) as Partial<MoneyAgreements>,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return {};
        throw error;
      },
    );
    return new MoneySettings(path, { ...defaultAgreements, ...kept, ...given });
  }

  get callbackBase(): string {
    return this.inForce.callbackBase;
  }
  get speed(): number {
    return this.inForce.speed;
  }
  get firstNumber(): number {
    return this.inForce.firstNumber;
  }
  get accounts(): readonly BankAccount[] {
    return this.inForce.accounts;
  }
  get platformClients(): readonly PlatformClient[] {
    return this.inForce.platformClients;
  }

  /** Changes some of the agreements; settles when they are fsynced. */
  change(given: Partial<MoneyAgreements>): Promise<void> {
    this.inForce = { ...this.inForce, ...given };
    const text = JSON.stringify(this.inForce, undefined, 1);
    this.saving = this.saving.catch(() => undefined).then(() => this.save(text));
    return this.saving;
  }

  private async save(text: string): Promise<void> {
    const file = await open(`${this.path}.new`, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.path}.new`, this.path);
  }
}

/** A list with one element put in place of that with the same name, or at its end. */
export const withNamed = <T extends { name: string }>(list: readonly T[], one: T): T[] =>
  list.some(({ name }) => name === one.name) ? list.map((old) => (old.name === one.name ? one : old)) : [...list, one];
