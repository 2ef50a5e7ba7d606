import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApi } from '../support/api';

function built(): string {
  const root = mkdtempSync(join(tmpdir(), 'carillon-web-'));
  mkdirSync(join(root, 'assets'));
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>Carillon</title>');
  writeFileSync(join(root, 'assets', 'index-abc.js'), 'export {};');
  return root;
}

it('serves the floor page without a token, and lets nothing in from outside', async () => {
  const api = await startApi({ webRoot: built() });
  const answer = await fetch(api.url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('x-powered-by')).toBeNull();
  const script = await fetch(`${api.url}/assets/index-abc.js`);
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect((await fetch(`${api.url}/assets/..%2f..%2fetc%2fpasswd`)).status).toBeGreaterThanOrEqual(400);
  await api.close();
});

it('says how to build the page when it is not there', async () => {
  const api = await startApi();
  expect(await (await fetch(api.url)).text()).toContain('npx vite build');
  await api.close();
});

it('says which port is taken', async () => {
  const api = await startApi();
  const port = Number(new URL(api.url).port);
  await expect(startApi({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await api.close();
});
