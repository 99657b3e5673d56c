/** Slice of `partners:` that holds them. */
export const postPartner = 'post-office';

/** An agreement with the post as the gateway knows it; the rest of it is the connector's. */
export interface PostAccountConfig {
  /** Stands in messages. */
  readonly name: string;
  /** Dossiers of these units and of those below them are delivered through it; the nearest one upward counts. */
  readonly units: readonly string[];
}

type Slice = { readonly accounts?: readonly PostAccountConfig[] };

/** Every agreement with the post of a checked tree, in the order of the file. */
export function postAccountsOf(partners: Readonly<Record<string, unknown>>): PostAccountConfig[] {
  const { accounts = [] } = (partners[postPartner] ?? {}) as Slice;
  return accounts.map(({ name, units }) => ({ name, units }));
}
