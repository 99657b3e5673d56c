export interface AttachmentRow {
  readonly client: string;
  readonly address: string;
  readonly data_key: Buffer;
  readonly meta: Buffer;
  readonly created_at: Date;
}
