/** Files that clients send to this process now. */
export class Uploads {
  readonly #underWay = new Map<string, number>();

  /** @param most of one client at the same time */
  constructor(private readonly most: number) {}

  async run<Answer>(
    client: string,
    work: () => Promise<Answer>,
  ): Promise<Answer | { readonly kind: 'tooManyUploads'; readonly most: number }> {
    const others = this.#underWay.get(client) ?? 0;
    if (others >= this.most) return { kind: 'tooManyUploads', most: this.most };
    this.#underWay.set(client, others + 1);
    try {
      return await work();
    } finally {
      const left = this.#underWay.get(client)! - 1;
      if (left === 0) this.#underWay.delete(client);
      else this.#underWay.set(client, left);
    }
  }
}
