import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { DEED_CALLS, type DeedCall } from '../../src/scenario/deed.ts';
import { formatScenario, parseScenario, runScenario, type Vocabulary } from '../../src/scenario/index.ts';
import { STEP_KINDS } from '../../src/scenario/steps/index.ts';
import { newFolder } from '../sandbox/folder.ts';
import { type Client, clientOf, openBagOrder, openTestWorld, START, yuan } from '../world.ts';
import { expectSameEnd, inWorldOf, moneyIn, recordWorld } from './record.ts';
import { ownVocabulary } from './schema-file.ts';

const CATALOGUE = join(import.meta.dirname, '../../scenarios');
const files = globSync('**/*.{yaml,yml}', { cwd: CATALOGUE }).sort();

let vocabulary: Vocabulary;
beforeAll(async () => {
  vocabulary = await ownVocabulary();
});

describe('the inverse of steps', () => {
  it.each(Object.keys(DEED_CALLS))('knows %s again, by one kind of step', (call) => {
    const kinds = [...STEP_KINDS.values()].filter(({ recall }) => recall[call as DeedCall]);
    expect(kinds).toHaveLength(1);
  });

  it('is there for every kind of step but those that do nothing of their own', () => {
    const without = [...STEP_KINDS.values()].filter(({ recall }) => Object.keys(recall).length === 0);
    expect(without.map(({ name }) => name)).toEqual(['at', 'expect']);
  });
});

/** What a scenario's own file says cannot be told again, since the journal does not have it. */
const UNTOLD: Readonly<Record<string, RegExp>> = {
  'wire/marketplace-cannot-be-told.yaml': /address may hold secrets/,
};

describe('a session that was played from the catalogue', () => {
  it.each(files)('%s comes to the same end when its recording is played', async (file) => {
    const text = readFileSync(join(CATALOGUE, file), 'utf8');
    const parsed = parseScenario(text, file, { vocabulary, start: START });
    if (!parsed.ok) return expect.fail(JSON.stringify(parsed.flaws));
    const { scenario } = parsed.value;
    const { recorded, money } = await inWorldOf(scenario, async (world, theatre) => {
      expect((await runScenario(scenario, theatre)).failure).toBeUndefined();
      return { recorded: await recordWorld(world, vocabulary), money: await moneyIn(world) };
    });
    expect(recorded.remarks).toEqual(file in UNTOLD ? [expect.stringMatching(UNTOLD[file] ?? '')] : []);
    await expectSameEnd(recorded, money, vocabulary);
  });
});

describe('a session', () => {
  async function open() {
    const world = await openTestWorld();
    onTestFinished(() => world.close());
    const client = clientOf(world);
    const record = async () => {
      const recorded = await recordWorld(world, vocabulary);
      const [shortest] = recorded.recordings;
      if (!shortest) return expect.fail('nothing was recorded');
      await expectSameEnd(recorded, await moneyIn(world), vocabulary);
      return { ...recorded, text: formatScenario(shortest.scenario, shortest.notes) };
    };
    return { world, client, record };
  }

  const present = async (client: Client, order: string, method: string) =>
    (await client.post(`/v1/orders/${order}/payments`, { channel: 'alipay', method })).body;

  it('has what was refused as refused', async () => {
    const { client, record } = await open();
    const { order } = await openBagOrder(client);
    await client.post(`/v1/orders/${order}/ship`);
    const { text, remarks } = await record();
    expect(text).toContain('  - order: ship\n    refused: not_allowed_in_this_state\n');
    expect(remarks).toEqual([]);
  });

  it('has what a provider did not answer, so that a fault strikes the same calls again', async () => {
    const { client, record } = await open();
    await client.post('/sandbox/faults', { fault: 'wrong_signature', provider: 'alipay', count: 'first 2' });
    const account = { type: 'userId', account: '2088041000000034' };
    const bound = () => client.put('/v1/payees/logistics/receivers/alipay', account);
    expect((await bound()).body.code).toBe('provider_did_not_answer');
    await bound();
    expect((await bound()).status).toBe(200);
    const { text, remarks } = await record();
    expect(text).toContain('    refused: provider_did_not_answer\n');
    expect(remarks).toEqual([]);
  });

  it('has what a buyer did on the provider’s own page', async () => {
    const { world, client, record } = await open();
    const { order } = await openBagOrder(client);
    const { present: page } = await present(client, order, 'page');
    const html = await (await world.transport(new Request(page.value))).text();
    const press = (button: string) => {
      const path = new RegExp(`(/cashier/[0-9a-f]{32}/${button})"`).exec(html)?.[1] ?? '';
      const body = new URLSearchParams({ method: 'debit_card' });
      return world.transport(new Request(new URL(path, page.value), { method: 'POST', body }));
    };
    await press('fail');
    await press('pay');
    await client.post('/sandbox/clock/advance', { by: 'PT0S' });
    const { text } = await record();
    expect(text).toContain(
      '- buyer_pays: { outcome: insufficient_funds }\n  - buyer_pays: { method: debit_card }',
    );
  });

  it('calls sellers and sales that bear one name apart, and says whose it is', async () => {
    const { client, record } = await open();
    const [first] = [await openBagOrder(client), await openBagOrder(client)];
    await present(client, first.order, 'qr');
    const { text } = await record();
    expect(text).toContain('- seller: { name: Lin 2 }');
    expect(text).toContain('as: A second-hand bag 2,');
    expect(text).toContain('- start_payment: { channel: alipay, method: qr }\n    of: A second-hand bag\n');
  });

  it('names a key only where it was used again', async () => {
    const { client, record } = await open();
    const key = (name: string) => ({ 'idempotency-key': name });
    const seller = (await client.post('/v1/sellers', { name: 'Lin' }, key('lin'))).body.id;
    const sale = { seller, title: 'A bag', amount: yuan(100) };
    for (const _time of [1, 2]) await client.post('/v1/orders', sale, key('bag'));
    const { text } = await record();
    expect(text.match(/key: \w+/g)).toEqual(['key: bag', 'key: bag']);
  });

  it('says which members of a request no step says, and goes on', async () => {
    const { client, record } = await open();
    const { order } = await openBagOrder(client);
    const { id: token } = await present(client, order, 'qr');
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token });
    await client.post(`/v1/orders/${order}/ship`, { carrier: 'SF' });
    const { text, remarks } = await record();
    expect(remarks).toEqual([
      expect.stringMatching(/ship: no step says its carrier; number \d+ of the journal/),
    ]);
    expect(text).toContain(`  # ${remarks[0]}\n  - order: ship\n`);
  });

  it('says what no step tells: nothing is dropped in silence', async () => {
    const { world, client, record } = await open();
    await openBagOrder(client);
    await client.post('/v1/nothing', {});
    await client.post('/v1/orders/ord_elsewhere/ship');
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token: 'shop-1' });
    await client.post('/v1/sellers', { nom: 'Lin' });
    const { wechatpay } = (await client.get('/sandbox/credentials')).body;
    const url = `${wechatpay.origin}/v3/pay/transactions/out-trade-no/shop-1?mchid=1`;
    await world.transport(new Request(url));
    const { text, remarks } = await record();
    expect(remarks).toEqual([
      expect.stringContaining('/v1/nothing (answered 404, and nothing changed): not told, no step does that'),
      expect.stringContaining('ord_elsewhere was not opened in this session'),
      expect.stringContaining('/sandbox/wallet/pay (answered 404, and nothing changed): not told'),
      expect.stringContaining('/v1/sellers (answered 422, and nothing changed): not told'),
    ]);
    for (const remark of remarks) expect(text).toContain(`# ${remark}`);
  });

  it('has the time that passed by itself where something happened in it, and leaves out what was only thought', async () => {
    let wallMs = START;
    const world = await openTestWorld({ time: { kind: 'live', wall: () => wallMs } });
    onTestFinished(() => world.close());
    const client = clientOf(world);
    const { order } = await openBagOrder(client);
    wallMs += 7_400;
    const { id: token } = await present(client, order, 'qr');
    await client.post('/sandbox/faults', { fault: 'notification_lost', provider: 'alipay' });
    await client.post('/sandbox/wallet/pay', { provider: 'alipay', token });
    wallMs += 16_200;
    // The platform asks by itself, as it was not told.
    await vi.waitUntil(async () => (await client.get(`/v1/orders/${order}`)).body.state === 'held', 10_000);
    await client.post(`/v1/orders/${order}/ship`);
    const { recordings } = await recordWorld(world, vocabulary);
    const waits = recordings.map(({ scenario }) =>
      scenario.steps.flatMap((step) => ('time_passes' in step ? step.time_passes : [])),
    );
    expect(waits).toEqual([['PT16S'], ['PT8S', 'PT16S']]);
    const [shortest] = recordings;
    await expectSameEnd(
      { recordings: shortest ? [shortest] : [], remarks: [] },
      await moneyIn(world),
      vocabulary,
    );
  });

  it('keeps its days, where it speaks of one', async () => {
    const start = Date.parse('2027-02-28T15:30:00Z');
    const world = await openTestWorld({ time: { kind: 'virtual', start } });
    onTestFinished(() => world.close());
    const client = clientOf(world);
    await openBagOrder(client);
    await client.post('/sandbox/clock/advance', { by: 'P1D' });
    await client.post('/v1/statements/alipay/2027-02-28/pull');
    const recorded = await recordWorld(world, vocabulary);
    expect(recorded.recordings.map(({ scenario }) => scenario.starts)).toEqual(['2027-02-28T15:30:00.000Z']);
    await expectSameEnd(recorded, await moneyIn(world), vocabulary);
  });

  it('is read whole, however many pages of the journal it fills', async () => {
    const { client, record } = await open();
    await openBagOrder(client);
    for (let i = 0; i < 1001; i += 1) await client.post('/v1/nothing');
    const { text, remarks } = await record();
    expect(text).toContain('  - seller: { name: Lin }\n  - sell: ');
    expect(remarks).toHaveLength(1001);
  });

  it('says that its beginning is gone, when it is longer than what the journal keeps', async () => {
    const dataFolder = newFolder();
    const before = await openTestWorld({ dataFolder });
    const { order } = await openBagOrder(clientOf(before));
    await clientOf(before).post(`/v1/orders/${order}/ship`);
    await before.close();
    // As the journal does by itself past its ten thousand.
    const store = new DatabaseSync(join(dataFolder, 'sandbox.db'));
    store.exec('DELETE FROM exchange WHERE seq <= 2');
    store.close();
    const world = await openTestWorld({ dataFolder });
    onTestFinished(() => world.close());
    const { remarks } = await recordWorld(world, vocabulary);
    expect(remarks).toEqual([
      expect.stringContaining('the session is longer than what the journal keeps'),
      expect.stringContaining(`${order} was not opened in this session`),
    ]);
  });
});
