import type { PacedReader } from '../../reconciliation/paced-reader.js';
import type { DoneOnceTools } from '../../store/done-once.js';
import type { Sealer } from '../../pipeline/sealer.js';
import type { PaymentAccounts } from '../accounts.js';
import type { StatementFormats } from '../statements/formats.js';
import type { CreditReversal, ToldCredit } from '../pipeline/money-unit.js';

/** What the work on statements is given from outside. */
export interface StatementTools extends DoneOnceTools {
  readonly reader: PacedReader;
  readonly sealer: Sealer;
  readonly newId: () => string;
  readonly accounts: Pick<PaymentAccounts, 'named'>;
  readonly formats: StatementFormats;
  /** Distinct payment references in a text, in order. */
  readonly codesIn: (text: string) => readonly string[];
  /** Folds credits in the gateway's one transaction; resolves when they are stored. A repeat changes nothing. */
  readonly tell: (credits: readonly ToldCredit[]) => Promise<void>;
  /** The credit was taken back by the bank. A repeat changes nothing. */
  readonly reverse: (reversals: readonly CreditReversal[]) => Promise<void>;
  /** A file was accepted, and the timer of its comparison is due. */
  readonly onAccepted?: () => void;
}
