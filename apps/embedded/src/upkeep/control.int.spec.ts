import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { tempFolder } from '@lienthong/store/testing';
import { AnswersTooLate, CommandRefused, control, NobodyAnswers } from './control-client.js';
import { controlSocket, openControl } from './control-server.js';

describe('the control socket of a data folder', () => {
  const folder = tempFolder('control');
  const path = controlSocket(folder.path);
  let server: { close(): Promise<void> } | undefined;
  const opened = async (): Promise<void> => {
    server = await openControl(folder.path, {
      status: ({ of }) => Promise.resolve({ of: of ?? 'everything' }),
      backup: () => Promise.reject(new Error('a backup is being taken already')),
    });
  };
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });
  afterAll(() => folder.remove());

  it('answers its commands, refuses in a sentence, and is gone when it is closed', async () => {
    await opened();
    expect(await control(folder.path, 'status')).toEqual({ of: 'everything' });
    expect(await control(folder.path, 'status', { of: 'x' })).toEqual({ of: 'x' });
    await expect(control(folder.path, 'backup')).rejects.toThrow(new CommandRefused('a backup is being taken already'));
    await expect(control(folder.path, 'toString')).rejects.toThrow('there are POST /status, POST /backup');
    await expect(control(folder.path, 'status', { much: 'x'.repeat(5_000) })).rejects.toThrow('at most 4096 bytes');
    await server!.close();
    await expect(control(folder.path, 'status')).rejects.toThrow(NobodyAnswers);
    expect(existsSync(path)).toBe(false);
  });

  it('belongs to its owner alone', async () => {
    await opened();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    if (userInfo().uid !== 0) return; // only root can become somebody else
    chmodSync(folder.path, 0o755); // the folder itself must not be what keeps others out
    const code = `require('net').connect(${JSON.stringify(path)}).on('connect', () => console.log('in')).on('error', (e) => console.log(e.code))`;
    const other = spawnSync(process.execPath, ['-e', code], {
      uid: 65_534,
      gid: 65_534,
      encoding: 'utf8',
      timeout: 10_000,
    });
    expect(other.stdout.trim()).toBe('EACCES');
  });

  it('a socket that a dead process left is removed', async () => {
    writeFileSync(path, '');
    await opened();
    expect(await control(folder.path, 'status')).toEqual({ of: 'everything' });
  });

  it('a process that does not answer in time is said to be there', async () => {
    server = await openControl(folder.path, { status: () => new Promise(() => undefined) });
    await expect(control(folder.path, 'status', {}, 200)).rejects.toThrow(
      new AnswersTooLate('the process has not answered within 0.2 s'),
    );
  });

  it('a question that does not end is cut off', async () => {
    await opened();
    const socket = connect(path);
    socket.write('POST /status HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{');
    const ended = await new Promise<string>((resolve) => {
      let said = '';
      socket.on('data', (data) => (said += data.toString()));
      socket.on('close', () => resolve(said));
    });
    expect(ended).not.toContain('200 OK');
  });

  it('a path that no socket can have is refused in a sentence', async () => {
    const deep = join(folder.path, 'x'.repeat(120));
    await expect(openControl(deep, {})).rejects.toThrow('is too long for a socket (107 bytes)');
  });
});
