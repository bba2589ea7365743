import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PostgresServer, query } from './ledger/postgres/server.ts';
import { CLI, killProgram, type Started, startProgram } from './program.ts';
import { openBagOrder, yuan } from './world.ts';

describe('counterfoil start', () => {
  let data: string;
  let postgres: PostgresServer;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    postgres = await PostgresServer.start();
  });
  afterAll(() => postgres.stop());
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(killProgram));
    rmSync(data, { recursive: true });
  });

  async function start(...more: string[]): Promise<Started> {
    const started = await startProgram('--data', data, ...more);
    children.push(started.child);
    return started;
  }

  it('says where everything is and what to try next', async () => {
    const { printed } = await start();
    expect(printed).toMatch(/alipay +http:\/\/127\.0\.0\.1:\d+/);
    expect(printed).toContain('What to try next');
  });

  it.each([
    ['its data folder', async () => []],
    ['PostgreSQL', async () => ['--database', await postgres.newDatabase()]],
  ])('has everything still there after it was killed, in %s, and goes on from there', async (_, choose) => {
    const options = await choose();
    const first = await start(...options);
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
    await killProgram(first.child);

    const second = await start(...options);
    const after = await Promise.all(paths.map((path) => second.client.get(path)));
    expect(whatStays(after)).toEqual(whatStays(before));
    expect((await second.client.get('/sandbox/journal')).body.exchanges).toEqual(journal);
    expect(Date.parse((await second.client.get('/sandbox/clock')).body.now)).toBeGreaterThanOrEqual(clock);

    for (const step of ['receive', 'accept']) await second.client.post(`/v1/orders/${order}/${step}`);
    await second.client.post('/sandbox/clock/advance', { by: 'P7D' });
    expect((await second.client.get(`/v1/sellers/${seller}`)).body.balances.available).toEqual(yuan(9200));
  });

  /** Runs another command of the program to its end, and gives what it printed. */
  async function run(...command: string[]): Promise<string> {
    const child = spawn(process.execPath, [CLI, ...command, '--data', data]);
    children.push(child);
    return (await child.stdout.toArray()).join('').trim();
  }

  it('is open until a key is made, and then takes keys only', async () => {
    const { client, printed } = await start();
    expect(printed).toContain('none made: /v1 is open to this machine');
    expect((await client.get('/v1/ledger/accounts')).status).toBe(200);
    const key = await run('keys', 'add', 'shop', '--scope', 'read_only');
    expect((await client.get('/v1/ledger/accounts')).body.code).toBe('key_required');
    const bearer = { authorization: `Bearer ${key}` };
    expect((await client.get('/v1/ledger/accounts', bearer)).status).toBe(200);

    const listed = await run('keys', 'list');
    expect(listed).toMatch(/^[0-9a-f]{64} {2}read_only {4}1 uses {2}shop$/);
    expect(listed).not.toContain(key);
    await run('keys', 'revoke', listed.slice(0, 64));
    expect((await client.get('/v1/ledger/accounts', bearer)).body.code).toBe('key_revoked');
    expect((await client.post('/sandbox/reset')).status).toBe(200);
    expect((await client.get('/v1/ledger/accounts')).body.code).toBe('key_required');
  });

  it.each([
    ['no key was made', '192.0.2.1', 'counterfoil keys add', []],
    ['it is no address of this machine', '192.0.2.1', 'EADDRNOTAVAIL', ['shop']],
    ['it stands for every address', '0.0.0.0', 'must be one address', ['shop']],
  ])('does not listen for other machines where %s', async (_, host, why, keys) => {
    for (const key of keys) await run('keys', 'add', key);
    const child = spawn(process.execPath, [CLI, 'start', '--port', '0', '--data', data, '--host', host]);
    children.push(child);
    expect((await child.stderr.toArray()).join('')).toContain(why);
    expect(child.exitCode ?? (await once(child))).toBe(1);
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

  it('keeps its books in the database that DATABASE_URL names, and says so without the password', async () => {
    const database = await postgres.newDatabase();
    process.env.DATABASE_URL = database;
    const { client, printed } = await start().finally(() => delete process.env.DATABASE_URL);
    const { seller } = await openBagOrder(client);
    const { rows } = await query(database, 'SELECT id FROM counterfoil.account');
    expect(rows).toEqual([{ id: `seller:${seller}:available` }]);
    expect(existsSync(join(data, 'platform.db'))).toBe(false);
    expect(printed).toMatch(/books +PostgreSQL at 127\.0\.0\.1:\d+\/books_\d+\n/);
  });

  it('says why a database is of no use, and ends', async () => {
    const database = 'postgres://postgres:secret@127.0.0.1:1/books';
    const child = spawn(process.execPath, [
      CLI,
      'start',
      '--port',
      '0',
      '--data',
      data,
      '--database',
      database,
    ]);
    const complaint = (await child.stderr.toArray()).join('');
    expect(complaint).toBe(
      'cannot keep books in 127.0.0.1:1/books: the database did not answer: connect ECONNREFUSED 127.0.0.1:1\n',
    );
    expect(child.exitCode ?? (await once(child))).toBe(1);
  });

  it.each<[string, string, (file: string) => void, string]>([
    ['books of noise', 'platform.db', noise, 'file is not a database'],
    [
      'books of a newer version',
      'platform.db',
      ofNewerVersion,
      'has schema 99, and this version knows up to',
    ],
    ['a folder in the place of its books', 'platform.db', mkdirSync, 'unable to open database file'],
    ['simulators of noise', 'sandbox.db', noise, 'file is not a database'],
    ['a file in the place of its folder of keys', 'keys', noise, 'ENOTDIR'],
  ])('says in one sentence why its data is of no use, and ends: %s', async (_, name, spoil, why) => {
    spoil(join(data, name));
    const child = spawn(process.execPath, [CLI, 'start', '--port', '0', '--data', data]);
    children.push(child);
    const complaint = (await child.stderr.toArray()).join('');
    expect(complaint).toMatch(/^[^\n]+\n$/);
    expect(complaint).toContain(data);
    expect(complaint).toContain(why);
    expect(child.exitCode ?? (await once(child))).toBe(1);
  });

  it.runIf(process.platform === 'linux')(
    'says in one sentence that its disk is full, and goes on when there is room again',
    async () => {
      const { child, client } = await start();
      let complaint = '';
      child.stderr?.on('data', (chunk) => {
        complaint += chunk;
      });
      const leaveRoom = (bytes: string) =>
        execFileSync('prlimit', ['--pid', `${child.pid}`, `--fsize=${bytes}:unlimited`]);
      const open = () => client.post('/v1/sellers', { name: 'Lin' });

      leaveRoom('1');
      expect(await open()).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      await vi.waitUntil(() => complaint !== '');
      expect(complaint).toBe('nothing was written: disk I/O error\n');
      leaveRoom('unlimited');
      expect((await open()).status).toBe(201);
    },
  );

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

function noise(file: string): void {
  writeFileSync(file, 'noise'.repeat(1000));
}

function ofNewerVersion(books: string): void {
  const db = new DatabaseSync(books);
  db.exec('PRAGMA user_version = 99');
  db.close();
}

/** Ports are taken anew, and the earliest moment at which money can move is told from now. */
function whatStays(value: unknown): unknown {
  const text = JSON.stringify(value, (name, field: unknown) => (name === 'money' ? undefined : field));
  return JSON.parse(text.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1'));
}

function once(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}
