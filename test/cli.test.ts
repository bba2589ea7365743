import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { socketTransport } from '../src/sandbox/index.ts';
import { type Client, clientOf, openBagOrder, yuan } from './world.ts';

const CLI = join(import.meta.dirname, '../src/bin.ts');

describe('counterfoil start', () => {
  let data: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(kill));
    rmSync(data, { recursive: true });
  });

  /** Starts the program, and reads from what it prints where it is. */
  async function start(...more: string[]): Promise<{ child: ChildProcess; client: Client; printed: string }> {
    const child = spawn(process.execPath, [CLI, 'start', '--port', '0', '--data', data, ...more]);
    children.push(child);
    let printed = '';
    for await (const chunk of child.stdout) {
      printed += chunk;
      if (printed.includes('Ctrl-C')) break;
    }
    const origin = /platform +(http:\S+)/.exec(printed)?.[1] ?? '';
    return { child, client: clientOf({ origin, transport: socketTransport }), printed };
  }

  it('says where everything is and what to try next', async () => {
    const { printed } = await start();
    expect(printed).toMatch(/alipay +http:\/\/127\.0\.0\.1:\d+/);
    expect(printed).toContain('What to try next');
  });

  it('has everything still there after it was killed, and goes on from there', async () => {
    const first = await start();
    const { order, seller } = await openBagOrder(first.client, { hold: 'P7D' });
    const payment = await first.client.post(`/v1/orders/${order}/payments`, {
      channel: 'alipay',
      method: 'qr',
    });
    await first.client.post('/sandbox/wallet/pay', { provider: 'alipay', token: payment.body.present.value });
    await first.client.post('/sandbox/clock/advance', { by: 'P1D' });
    await first.client.post(`/v1/orders/${order}/ship`);
    const paths = [
      `/v1/orders/${order}`,
      '/v1/ledger/accounts',
      '/v1/ledger/transfers',
      '/sandbox/credentials',
    ];
    const before = await Promise.all(paths.map((path) => first.client.get(path)));
    const journal = (await first.client.get('/sandbox/journal')).body.exchanges;
    const clock = Date.parse((await first.client.get('/sandbox/clock')).body.now);
    await kill(first.child);

    const second = await start();
    const after = await Promise.all(paths.map((path) => second.client.get(path)));
    expect(withoutPorts(after)).toEqual(withoutPorts(before));
    expect((await second.client.get('/sandbox/journal')).body.exchanges).toEqual(journal);
    expect(Date.parse((await second.client.get('/sandbox/clock')).body.now)).toBeGreaterThanOrEqual(clock);

    for (const step of ['receive', 'accept']) await second.client.post(`/v1/orders/${order}/${step}`);
    await second.client.post('/sandbox/clock/advance', { by: 'P7D' });
    expect((await second.client.get(`/v1/sellers/${seller}`)).body.balances.available).toEqual(yuan(9200));
  });

  it('says which port is taken, and what to do', async () => {
    const { client } = await start();
    const { body } = await client.get('/openapi.json');
    expect(body.info.title).toBe('Counterfoil');
    const { printed } = await start();
    const taken = /platform +http:\S+:(\d+)/.exec(printed)?.[1] ?? '';
    const child = spawn(process.execPath, [CLI, 'start', '--port', taken, '--data', `${data}/other`]);
    const complaint = (await child.stderr.toArray()).join('');
    expect(complaint).toContain(`port ${taken} on 127.0.0.1 is taken`);
    expect(complaint).toContain('--port');
    expect(child.exitCode ?? (await once(child))).toBe(1);
  });

  it('goes back to the start on reset, with the same keys', async () => {
    const { client } = await start();
    const keys = (await client.get('/sandbox/credentials')).body;
    const { order } = await openBagOrder(client);
    expect((await client.post('/sandbox/reset', { seed: 7 })).status).toBe(200);
    expect((await client.get(`/v1/orders/${order}`)).status).toBe(404);
    expect((await client.get('/v1/ledger/accounts')).body.accounts).toEqual([]);
    expect((await client.get('/sandbox/credentials')).body).toEqual(keys);
  });
});

function withoutPorts(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1'));
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child);
}

function once(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}
