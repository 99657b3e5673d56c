import { Kafka, logLevel, type Admin } from 'kafkajs';

/** An operator's own tool at the brokers. */
export class TopicTool {
  private constructor(
    private readonly admin: Admin,
    private readonly prefix: string,
  ) {}

  static async open(brokers: readonly string[], prefix: string): Promise<TopicTool> {
    const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    return new TopicTool(admin, prefix);
  }

  /** Records that stand in a topic, by partition. */
  async records(topic: string): Promise<readonly number[]> {
    const ends = await this.admin.fetchTopicOffsets(this.prefix + topic);
    return ends.map(({ high, low }) => Number(high) - Number(low));
  }

  async delete(topic: string): Promise<void> {
    await this.admin.deleteTopics({ topics: [this.prefix + topic] });
  }

  close(): Promise<void> {
    return this.admin.disconnect();
  }
}
