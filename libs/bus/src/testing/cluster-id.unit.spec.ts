import { clusterId } from './cluster-id.js';

test.each([0xf8, 0xfb, 0xff, 0x7f, 0x00])(
  'an id of bytes that begin with %i is 22 characters and no option',
  (first) => {
    const id = clusterId(Buffer.alloc(16, first));
    expect(id).toMatch(/^[A-Za-z0-9][\w-]{21}$/);
    expect(Buffer.from(id, 'base64url')).toHaveLength(16);
  },
);
