import { connect, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

/** Connections that can be cut all at once and for good, as when the process that holds them dies. */
export function severableSockets(): { readonly socketFactory: ISocketFactory; sever(): void } {
  const open = new Set<Socket>();
  let severed = false;
  const cut = (): Error => Object.assign(new Error('cut off from the brokers'), { code: 'ECONNRESET' });
  return {
    socketFactory: ({ host, port, onConnect }) => {
      if (severed) throw cut();
      const socket = connect({ host, port }, onConnect);
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      return socket;
    },
    sever: () => {
      severed = true;
      for (const socket of open) socket.destroy(cut());
    },
  };
}
