import type { DeliveryParty } from '@lienthong/contracts';

/** An agreement of ours with the post, as the configuration states it: a sending office. Its name is the `account` of messages. */
export interface PostAccount {
  readonly name: string;
  /** Whose dossiers are delivered through it. */
  readonly units: readonly string[];
  /** `CustomerCode`. */
  readonly customerCode: string;
  /** The agency's end of a delivery, where an order does not name another. */
  readonly office: DeliveryParty;
}
