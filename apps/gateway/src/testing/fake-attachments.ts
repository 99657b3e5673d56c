import type {
  AttachmentCore,
  AttachmentView,
  ReadAttachment,
  ReceiveAttachment,
  ReceiveAttachmentAnswer,
} from '../attachments/core.js';

export const attachmentId = '0192f3a0-0000-7000-8000-000000000007';

const anAttachment: AttachmentView = {
  ...{ id: attachmentId, name: 'Đơn KHONGDUOCLO.pdf', contentType: 'application/pdf', size: 8 },
  ...{ sha256: '0'.repeat(64), createdAt: '2026-11-22T01:00:00Z' },
};

/** Files in memory for tests of the HTTP rim: reads what comes to its end, and answers what the test says. */
export class FakeAttachments implements AttachmentCore {
  /** When it gives an error, everything throws it. */
  constructor(private readonly outage: () => Error | undefined) {}
  readonly received: { readonly command: ReceiveAttachment; readonly bytes: number }[] = [];
  answer: ReceiveAttachmentAnswer | undefined;
  isLost = false;

  async receive(command: ReceiveAttachment): Promise<ReceiveAttachmentAnswer> {
    this.#check();
    let bytes = 0;
    for await (const piece of command.body) bytes += piece.byteLength;
    this.received.push({ command, bytes });
    return this.answer ?? { kind: 'accepted', attachment: anAttachment, replayed: false };
  }
  async read(id: string): Promise<ReadAttachment | undefined> {
    this.#check();
    if (id !== attachmentId) return undefined;
    return { ...anAttachment, content: this.isLost ? undefined : eightBytes() };
  }

  #check(): void {
    const error = this.outage();
    if (error) throw error;
  }
}

async function* eightBytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('%PDF-1.7');
}
