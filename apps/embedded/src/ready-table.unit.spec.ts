import { join } from 'node:path';
import { demoKeyFiles } from '@lienthong/config';
import { readyTable, type ReadyFacts } from './ready-table.js';

const facts: ReadyFacts = {
  port: 8080,
  sandboxUrl: 'http://127.0.0.1:8091',
  dataDir: join('some', 'folder'),
  configuration: 'embedded defaults',
  demoKey: 'key-of-the-demo-client',
};

describe('the ready table', () => {
  it('says where everything is that a first hour needs, the keys of both operators too', () => {
    const table = readyTable(facts);
    for (const file of Object.values(demoKeyFiles)) expect(table).toContain(join('some', 'folder', file));
    for (const part of ['http://127.0.0.1:8080/docs', 'http://127.0.0.1:8091', 'key-of-the-demo-client']) {
      expect(table).toContain(part);
    }
  });
  it('knows of no demo keys where a configuration file says who may call', () => {
    const table = readyTable({ ...facts, configuration: 'config/lienthong.yaml', demoKey: undefined });
    expect(table).not.toMatch(/demo|operator/i);
    expect(table).toContain('curl -s http://127.0.0.1:8080/health/ready');
  });
});
