import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to one port of this machine that can be cut, held up and closed. */
export class Proxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #targetPort: number;
  #closed = false;
  #stalled = false;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#server = createServer({ noDelay: true }, (client) => this.#accept(client));
  }

  static async to(targetPort: number): Promise<Proxy> {
    const proxy = new Proxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Resets connections, each with this probability; how many. What the target has read already, it has read. */
  cut(random: () => number, probability: number): number {
    const chosen = [...this.#links].filter(() => random() < probability);
    for (const link of chosen) link.reset();
    return chosen.length;
  }

  /** Nothing passes, in either direction, until `flow`: new connections are taken and hear nothing. */
  stall(): void {
    this.#stalled = true;
    for (const link of this.#links) link.stall();
  }

  flow(): void {
    this.#stalled = false;
    for (const link of this.#links) link.flow();
  }

  /** Every connection is reset, and every new one, until `open`. */
  close(): void {
    this.#closed = true;
    for (const link of this.#links) link.reset();
  }

  open(): void {
    this.#closed = false;
  }

  async end(): Promise<void> {
    this.close();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.#closed) return void client.resetAndDestroy();
    const target = connect({ port: this.#targetPort, host: '127.0.0.1', noDelay: true });
    const link = new Link(client, target, () => this.#links.delete(link));
    this.#links.add(link);
    if (this.#stalled) link.stall();
  }
}

/** One connection through the proxy: two pipes that end together. */
class Link {
  readonly #pipes: readonly [Pipe, Pipe];

  constructor(client: Socket, target: Socket, over: () => void) {
    this.#pipes = [new Pipe(client, target), new Pipe(target, client)];
    let open = 2;
    for (const socket of [client, target]) {
      socket.on('error', () => this.reset());
      socket.on('close', () => {
        open -= 1;
        if (open === 0) over();
        else this.#pipes.forEach((pipe) => pipe.drop());
      });
    }
  }

  stall(): void {
    for (const pipe of this.#pipes) pipe.stall();
  }
  flow(): void {
    for (const pipe of this.#pipes) pipe.flow();
  }
  reset(): void {
    for (const { from } of this.#pipes) {
      // A reset beside a shutdown that is under way, or before the connection stands, leaves a handle that nobody closes.
      if (from.writableEnded || from.connecting) from.destroy();
      else if (!from.destroyed) from.resetAndDestroy();
    }
  }
}

/**
 * One direction. It reads on while it is held up, so that the end of a connection is seen: what its sender gave up while it lay
 * here never arrives, as bytes lost with a connection do.
 */
class Pipe {
  readonly from: Socket;
  readonly #to: Socket;
  readonly #held: Buffer[] = [];
  #stalled = false;
  #ended = false;

  constructor(from: Socket, to: Socket) {
    this.from = from;
    this.#to = to;
    from.on('data', (chunk: Buffer) => this.#pass(chunk));
    from.on('end', () => {
      this.#ended = true;
      if (!this.#stalled) to.end();
    });
    to.on('drain', () => from.resume());
  }

  stall(): void {
    this.#stalled = true;
  }

  flow(): void {
    this.#stalled = false;
    for (const chunk of this.#held.splice(0)) this.#pass(chunk);
    if (this.#ended) this.#to.end();
  }

  /** The other end has gone: nothing more is worth carrying. */
  drop(): void {
    this.#held.length = 0;
    if (!this.from.destroyed) this.from.destroySoon();
  }

  #pass(chunk: Buffer): void {
    if (this.#stalled) this.#held.push(chunk);
    else if (!this.#to.destroyed && !this.#to.write(chunk)) this.from.pause();
  }
}
