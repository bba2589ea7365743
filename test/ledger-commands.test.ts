import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../src/world.ts';
import { PostgresServer, query } from './ledger/postgres/server.ts';
import { CLI } from './program.ts';
import { clientOf, openBagOrder, openTestWorld } from './world.ts';

interface Ending {
  readonly code: number;
  readonly printed: string;
  readonly complaint: string;
}

function ledger(...args: string[]): Promise<Ending> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, 'ledger', ...args], (_error, printed, complaint) =>
      resolve({ code: child.exitCode ?? -1, printed, complaint }),
    );
  });
}

/** A bag is sold and paid; the platform still runs. */
describe.each(['SQLite', 'PostgreSQL'])('counterfoil ledger, on %s', (kind) => {
  let data: string;
  let server: PostgresServer | undefined;
  let database: string | undefined;
  let world: World;
  let order: string;
  let seller: string;
  let where: string[];

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'counterfoil-'));
    if (kind === 'PostgreSQL') {
      server = await PostgresServer.start();
      database = await server.newDatabase();
    }
    where = database === undefined ? ['--data', data] : ['--database', database];
    world = await openTestWorld({ dataFolder: data, database });
    const client = clientOf(world);
    ({ order, seller } = await openBagOrder(client, { hold: 'PT0S' }));
    const payment = await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay', method: 'qr' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: payment.body.present.value });
    for (const step of ['ship', 'receive', 'accept']) await client.post(`/v1/orders/${order}/${step}`);
  });
  afterAll(async () => {
    await world.close();
    await server?.stop();
    rmSync(data, { recursive: true });
  });

  it('lists the accounts with their balances', async () => {
    const { printed } = await ledger('accounts', ...where);
    expect(printed).toMatch(/^account +currency +debits pending/);
    expect(printed).toMatch(/income:commission +CNY +0\.00 +0\.00 +0\.00 +800\.00 +800\.00\n/);
  });

  it('lists the transfers of an order', async () => {
    const { printed } = await ledger('transfers', '--order', order, '--after', '1', ...where);
    const [, ...rows] = printed.trimEnd().split('\n');
    expect(rows.map((row) => row.trim().split(/ +/).slice(2, 6))).toEqual([
      ['posted', 'release', '800.00', 'CNY'],
      ['posted', 'release', '9200.00', 'CNY'],
    ]);
  });

  it('lists an account’s history with what it had after each transfer', async () => {
    const { printed } = await ledger('history', `escrow:${order}`, ...where);
    const balances = printed.match(/(?<= )[\d.]+(?= +ord_\S+$)/gm);
    expect(balances).toEqual(['10000.00', '9200.00', '0.00']);
  });

  it.each([
    [[], '9200.00'],
    [['--at', '9999-12-31T23:59:59Z'], '9200.00'],
    [['--at', '2001-01-01T00:00:00+08:00'], '0.00'],
  ])('shows what an account has, or had at a moment: %j', async (at, balance) => {
    const { printed } = await ledger('account', `seller:${seller}:available`, ...at, ...where);
    expect(printed.match(/[\d.]+(?= +debits_must_not_exceed_credits$)/m)?.[0]).toBe(balance);
  });

  it('takes no moment without its offset', async () => {
    const { code, complaint } = await ledger('account', 'x', '--at', '2026-11-22T04:00:00', ...where);
    expect([code, complaint]).toEqual([1, expect.stringContaining('It must be a moment with its offset')]);
  });

  it.each(['account', 'history'])('knows no account that was never opened: %s', async (command) => {
    const { code, complaint } = await ledger(command, 'escrow:none', ...where);
    expect([code, complaint]).toEqual([1, 'there is no account escrow:none\n']);
  });

  it.each(['0', '1001', 'x'])('refuses a page of %s', async (limit) => {
    const { code, complaint } = await ledger('transfers', '--limit', limit, ...where);
    expect(code).toBe(1);
    expect(complaint).toContain('It must be');
  });

  it('finds the books in order, and then what somebody changed in them', async () => {
    expect(await ledger('check', ...where)).toEqual({
      code: 0,
      printed: expect.stringMatching(/^ok: 3 transfers, \d accounts\n$/),
      complaint: '',
    });
    await forge("UPDATE account SET credits_posted = 1 WHERE code = 'income'");
    expect(await ledger('check', ...where)).toEqual({
      code: 1,
      printed: '',
      complaint: 'the accounts: income:commission has credits_posted 1, and the transfers make it 80000\n',
    });
  });

  async function forge(sql: string): Promise<void> {
    if (database !== undefined) {
      await query(database, `SET search_path TO counterfoil; ${sql}`);
    } else {
      const db = new DatabaseSync(join(data, 'platform.db'));
      db.exec(sql);
      db.close();
    }
  }
});

it('counterfoil ledger makes no books where there are none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  const { code, complaint } = await ledger('check', '--data', folder);
  expect([code, complaint]).toEqual([1, `there are no books in ${folder}\n`]);
  rmSync(folder, { recursive: true });
});
