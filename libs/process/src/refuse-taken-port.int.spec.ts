import { createServer, type AddressInfo } from 'node:net';
import { refuseTakenPort } from './refuse-taken-port.js';

const host = '127.0.0.1';

it('rejects with what the system says of a taken port, and lets go of a free one', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, host, done));
  const { port } = server.address() as AddressInfo;
  await expect(refuseTakenPort(port, host)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await new Promise((done) => server.close(done));
  await refuseTakenPort(port, host);
  await refuseTakenPort(port, host);
});

it('says in a sentence that a host is no address', async () => {
  await expect(refuseTakenPort(0, '999.1.1.1')).rejects.toMatchObject({
    sentences: [expect.stringMatching(/^LISTEN_HOST names no address of this machine: 999\.1\.1\.1 \(\w+\)\.$/)],
  });
});
