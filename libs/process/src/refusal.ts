/** What keeps a process from starting and a person can mend: one sentence each, shown without a stack. */
export class StartRefused extends Error {
  constructor(readonly sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.name = 'StartRefused';
  }
}
