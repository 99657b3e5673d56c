/**
 * The group has gone on without this membership. Reads, for the client library, like the coordinator's own answer, so that
 * it joins again.
 */
export class LostMembership extends Error {
  readonly type = 'REBALANCE_IN_PROGRESS';
  readonly retriable = true;
  constructor() {
    super('the membership in which this was fetched has ended');
    this.name = 'LostMembership';
  }
}
