/** A process of a cluster whose consumer is found stuck once it listens. It lives until somebody ends it. */
import { ConsumerStuck } from '@lienthong/bus';
import { createLog } from '@lienthong/config';
import { runClusterProcess } from '@lienthong/process';

const log = createLog('info');

void runClusterProcess({
  name: 'gateway',
  port: { name: 'PORT', fallback: 0 },
  read: () => ({ environment: { listenHost: '127.0.0.1' }, log }),
  open: ({ onFatal }) => {
    const life = setInterval(() => log.info('still here'), 200);
    return Promise.resolve({
      listen: () => {
        setTimeout(() => onFatal(new ConsumerStuck('gateway', 2)), 100);
        return Promise.resolve(1);
      },
      close: () => Promise.resolve(clearInterval(life)),
    });
  },
});
