/// <reference types="jest" />
import { connect } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import type { ConsumerStuck } from '../../kafka/options.js';
import type { KafkaServer } from '../kafka-server.js';
import { kafkaStage, type KafkaStage } from '../kafka-stage.js';
import { series, until } from '../stage.js';
import { textOf } from '../text.js';

const fetchRequest = 1;
const silenceMillis = 1_500;

/** Connections on which, when it is deaf, fetches are never sent; all else is. */
function deafSockets(): { readonly socketFactory: ISocketFactory; deaf: boolean } {
  const state = {
    deaf: false,
    socketFactory: ({ host, port, onConnect }: Parameters<ISocketFactory>[0]) => {
      const socket = connect({ host, port }, onConnect);
      const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
      socket.write = ((data: Buffer, ...rest: unknown[]): boolean =>
        // Size, then the kind of request.
        state.deaf && data.readInt16BE(4) === fetchRequest ? true : write(data, ...rest)) as typeof socket.write;
      return socket;
    },
  };
  return state;
}

export const watchdog = (kafka: () => KafkaServer): void =>
  describe('a consumer that falls silent', () => {
    let on: KafkaStage | undefined;
    afterEach(() => on?.close());

    test('is built anew and goes on; when that does not help although the brokers answer, the process is told to end', async () => {
      const { brokers, minSessionMillis } = kafka();
      const sockets = deafSockets();
      const fatal: ConsumerStuck[] = [];
      on = await kafkaStage({
        brokers,
        partitions: 2,
        silenceMillis,
        sessionTimeoutMillis: Math.max(2_000, minSessionMillis),
        socketFactory: sockets.socketFactory,
        onFatal: (error) => fatal.push(error),
      });
      const { stage, events } = on;
      const count = (kind: string): number => events.filter((event) => event.kind === kind).length;
      await stage.bus.ensureTopics([stage.topic]);
      const { handled } = await stage.consume();
      await stage.publish(...series(5));
      await until('the first are handled', () => handled.length === 5);

      sockets.deaf = true;
      await until('it is built anew', () => count('consumer.rebuilt') === 1);
      sockets.deaf = false;
      await stage.publish(...series(5, 'then'));
      await until('it goes on', () => handled.length >= 10);
      expect(handled.map(textOf)).toEqual([...series(5), ...series(5, 'then')]);
      expect(count('consumer.stuck')).toBe(0);

      sockets.deaf = true;
      await until('it is given up', () => fatal.length > 0, 25_000);
      expect(count('consumer.rebuilt')).toBeGreaterThanOrEqual(3);
      expect(count('consumer.stuck')).toBe(1);
      expect(fatal[0]).toMatchObject({ name: 'ConsumerStuck', group: stage.group });
    }, 60_000);
  });
