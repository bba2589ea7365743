import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';

const page = `<!doctype html><meta charset="utf-8"><title>付款</title>
<form method="post"><button>确认付款</button></form>`;

let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(request.method === 'POST' ? '<p>已付款</p>' : page);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

it('opens a local page and submits its form', async () => {
  const { port } = server.address() as AddressInfo;
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${port}/`);
  expect(await tab.title()).toBe('付款');
  await tab.getByRole('button', { name: '确认付款' }).click();
  expect(await tab.getByRole('paragraph').textContent()).toBe('已付款');
});
