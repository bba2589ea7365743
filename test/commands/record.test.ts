import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { record } from '../../src/commands/record.ts';
import { replay } from '../../src/commands/replay.ts';
import type { ScenarioContext } from '../../src/commands/scenario-context.ts';
import { addKey } from '../../src/platform/index.ts';
import { socketTransport } from '../../src/sandbox/index.ts';
import { openAccessStore, type World } from '../../src/world.ts';
import { type Client, clientOf, openBagOrder, openTestWorld } from '../world.ts';
import { contextFor } from './context.ts';

let folder: string;
let printed: string[];
let warned: string[];
let context: ScenarioContext;
let sandbox: World;
let client: Client;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-recordings-'));
  ({ context, printed, warned } = contextFor(folder, { send: socketTransport }));
  sandbox = await openTestWorld({ place: { kind: 'sockets', host: '127.0.0.1', port: 0 } });
  client = clientOf(sandbox);
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

async function sellBag(): Promise<void> {
  const { order } = await openBagOrder(client);
  const { body } = await client.post(`/v1/orders/${order}/payments`, { channel: 'wechatpay', method: 'qr' });
  await client.post('/sandbox/wallet/pay', { provider: 'wechatpay', token: body.present.value });
}

describe('record', () => {
  it('writes a scenario that replays what was done, and ends with 0', async () => {
    await sellBag();
    const out = join(folder, 'bag.yaml');
    expect(await record({ url: sandbox.origin, out, title: 'A bag is paid' }, context)).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('title: A bag is paid\n');
    expect(await replay([out], { seed: 1 }, context)).toBe(0);
    expect(printed[0]).toContain('✓ held: 10000.00');
  });

  it('prints the scenario alone', async () => {
    await sellBag();
    expect(await record({ url: sandbox.origin }, context)).toBe(0);
    expect(printed).toEqual([expect.stringMatching(/^# yaml-language-server.*accounts:.*work: \[\]/s)]);
    expect(warned).toEqual([]);
  });

  it('ends with 1 and says where, when the recording comes out otherwise than the sandbox', async () => {
    // A step ends every fault of a name, and here one of two was ended.
    const lost = { fault: 'notification_lost', count: 'always' };
    const ended = await client.post('/sandbox/faults', { ...lost, provider: 'alipay' });
    await client.post('/sandbox/faults', { ...lost, provider: 'wechatpay' });
    await client.delete(`/sandbox/faults/${ended.body.id}`);
    await sellBag();
    const code = await record({ url: sandbox.origin }, context);
    expect(code).toBe(1);
    expect(printed).toHaveLength(1);
    expect(warned.join('\n')).toMatch(
      /comes out otherwise:\nrecording\.yaml:\d+: the order: expected paying, found held/,
    );
  });

  it('asks for a key where one is needed, and uses it', async () => {
    const data = join(folder, 'data');
    const guarded = await openTestWorld({
      place: { kind: 'sockets', host: '127.0.0.1', port: 0 },
      dataFolder: data,
    });
    await openBagOrder(clientOf(guarded));
    const access = openAccessStore(data);
    await addKey(access, 'cfk_reader', 'a reader', 'read_only', 0);
    expect(await record({ url: guarded.origin }, context)).toBe(2);
    expect(warned[0]).toMatch(/asks for a key \(key_required\): give it with --key/);
    expect(await record({ url: guarded.origin, key: 'cfk_reader' }, context)).toBe(0);
    await access.close();
    await guarded.close();
  });

  it.each([
    ['nobody answers', () => 'http://127.0.0.1:9', /nobody answers at http:\/\/127\.0\.0\.1:9: start it/],
    [
      'it is no Counterfoil',
      () => sandbox.providerOrigins.alipay,
      /is no Counterfoil: asked for \/sandbox\/clock/,
    ],
    ['nothing was done', () => sandbox.origin, /nothing was done at/],
  ])('ends with 2, and says so, when %s', async (_what, where, words) => {
    expect(await record({ url: where() ?? '' }, context)).toBe(2);
    expect(warned).toEqual([expect.stringMatching(words)]);
    expect(printed).toEqual([]);
  });
});
