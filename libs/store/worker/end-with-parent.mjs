// Ends this process as soon as the one that started it has ended: then its end of our standard input closes. To be run in a thread
// of its own, because initdb holds the main one for seconds.
import { Socket } from 'node:net';

const end = () => process.kill(process.pid, 'SIGKILL');
new Socket({ fd: 0, readable: true, writable: false }).on('error', end).on('close', end).resume();
