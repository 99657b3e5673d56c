import type { TransportSettings } from '@lienthong/connector-kit';

/** The transport to a partner, out of its slice. */
export const transportSettingsOf = ({
  baseUrl,
  transport,
}: {
  readonly baseUrl: string;
  readonly transport: Omit<TransportSettings, 'baseUrl'>;
}): TransportSettings => ({ ...transport, baseUrl });
