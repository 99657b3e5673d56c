import { createHash } from 'node:crypto';
import { sandboxForTest, type SandboxForTest } from '../testing/sandbox-for-test.js';
import { escapeHtml } from './escape-html.js';

let sandbox: SandboxForTest;
beforeAll(async () => void (sandbox = await sandboxForTest()));
afterAll(() => sandbox.end());

const between = (text: string, tag: string) => new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(text)![1]!;
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the start page', () => {
  it('runs under a policy that allows its own script and style and nothing else', async () => {
    const answer = await fetch(`${sandbox.url}/`);
    const policy = answer.headers.get('content-security-policy')!;
    const page = await answer.text();
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash(between(page, 'script'))};`);
    expect(policy).toContain(`style-src ${hash(between(page, 'style'))};`);
    expect(policy).not.toContain('unsafe');
    expect(page).not.toMatch(/\s(style|on\w+)="|(src|href)="(https?:)?\/\//);
  });

  it('has a script that parses and never sets markup', async () => {
    const script = between(await (await fetch(`${sandbox.url}/`)).text(), 'script');
    expect(() => new Function(script)).not.toThrow();
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
  });

  it('has every element that its script looks for', async () => {
    const page = await (await fetch(`${sandbox.url}/`)).text();
    const wanted = [...between(page, 'script').matchAll(/(?:byId|fill)\('([a-z]+)'/g)].map(([, id]) => id!);
    expect(wanted.length).toBeGreaterThan(15);
    expect(wanted.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
  });

  it('asks only for what the sandbox answers', async () => {
    for (const path of ['/situations', '/journal/latest', '/journal', '/health', '/bank/latest'])
      expect((await fetch(sandbox.url + path)).status).toBe(200);
  });

  it('escapes what it prints', () => {
    expect(escapeHtml(`<b a="1" c='2'>&`)).toBe('&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;');
  });
});

describe('the sandbox itself', () => {
  it('answers an unknown address and a bad query with a problem', async () => {
    expect((await fetch(`${sandbox.url}/nothing`)).status).toBe(404);
    const bad = await fetch(`${sandbox.url}/journal/effects?limit=-1`);
    expect(bad.status).toBe(400);
    expect(bad.headers.get('content-type')).toContain('application/problem+json');
  });

  it('does not empty its journal unless it was started so', async () => {
    expect((await fetch(`${sandbox.url}/journal`, { method: 'DELETE' })).status).toBe(403);
    const other = await sandboxForTest({ allowReset: true });
    await other.withDossier();
    expect((await fetch(`${other.url}/journal`, { method: 'DELETE' })).status).toBe(204);
    expect(await other.effects()).toEqual([]);
    await other.end();
  });

  it('keeps no password in its journal', async () => {
    await sandbox.login();
    const [call] = await sandbox.callsAfter(1);
    expect(JSON.stringify(call)).not.toContain('synthetic-password');
    expect(call!.request.body).toBe('{"username":"lienthong","password":"***"}');
  });
});
