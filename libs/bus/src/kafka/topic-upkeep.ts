import { AdminLine } from './admin-line.js';
import { kafkaClient } from './client.js';
import type { KafkaBusOptions, KafkaTopicUpkeep } from './options.js';
import { askMillis, topicSettings } from './topic-settings.js';
import { Topics } from './topics.js';

export class OpenTopicUpkeep implements KafkaTopicUpkeep {
  private readonly admin: AdminLine;
  private readonly topics: Topics;

  constructor(options: KafkaBusOptions) {
    this.admin = new AdminLine(kafkaClient(options));
    this.topics = new Topics(this.admin, topicSettings(options));
  }

  async brokers(): Promise<number> {
    const { brokers } = await this.admin.ask('cluster', askMillis, (admin) => admin.describeCluster());
    return brokers.length;
  }

  async members(groups: readonly string[]): Promise<number> {
    const described = await this.admin.ask('groups', askMillis, (admin) => admin.describeGroups([...groups]));
    return described.groups.reduce((sum, { members }) => sum + members.length, 0);
  }

  recreate(topics: readonly string[]): Promise<void> {
    return this.topics.recreate(topics);
  }

  close(): Promise<void> {
    return this.admin.close();
  }
}
