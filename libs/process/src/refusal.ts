/** What keeps a process from starting and a person can mend: one sentence each, shown without a stack. */
export class StartRefused extends Error {
  constructor(readonly sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.name = 'StartRefused';
  }
}

/** Options that a command cannot be run with. */
export class OptionsRefused extends StartRefused {
  constructor(sentences: readonly string[]) {
    super(sentences);
    this.name = 'OptionsRefused';
  }
}
