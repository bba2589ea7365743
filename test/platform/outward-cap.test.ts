import { expect, it } from 'vitest';
import type { Channel, Splitting } from '../../src/gateway/index.ts';
import { openMemoryStore } from '../../src/ledger/index.ts';
import { type Context, openOrder, startPayment } from '../../src/platform/index.ts';
import { TestChannel } from '../channel.ts';
import { AMOUNT, granted, Shop } from './shop.ts';

function lettingOut(outwardCapBps: number): Channel {
  const never = async () => ({ kind: 'unknown', reason: 'nobody asks' }) as const;
  const splitting: Splitting = {
    freezeMs: 1,
    maxReceivers: 1,
    outwardCapBps,
    receiverTypes: [],
    bindReceiver: never,
    split: never,
    confirmSettlement: never,
    refund: async () => ({ refund: await never(), splitReturns: [] }),
  };
  return Object.assign(new TestChannel(), { splitting });
}

/** Two channels: one lets out 30 %, the other half. */
async function shopWith(more: readonly (readonly [string, Channel])[] = []) {
  const shop = new Shop(openMemoryStore());
  const channels = new Map([['narrow', lettingOut(3_000)], ['wide', lettingOut(5_000)], ...more]);
  const context: Context = { ...shop.context, channels };
  const seller = await shop.openSeller();
  const open = (bps: number) => {
    const rules = [{ payee: 'platform', basis: { kind: 'rate', bps } }] as const;
    return openOrder(context, { seller, title: 'A bag', amount: AMOUNT, rules }, undefined, ({ id }) => id);
  };
  const pay = (order: string, channel: string) => startPayment(context, order, { channel }, undefined);
  return { open, pay };
}

it('a plan is refused when it is made that no channel lets out', async () => {
  const { open } = await shopWith();
  expect(await open(5_001)).toEqual({ ok: false, code: 'outward_cap_exceeded' });
  expect((await open(5_000)).ok).toBe(true);
});

it('a plan that one channel lets out is refused by another when it is chosen', async () => {
  const { open, pay } = await shopWith();
  const order = await granted(open(3_001));
  expect(await pay(order, 'narrow')).toEqual({ ok: false, code: 'outward_cap_exceeded' });
  expect(await pay(order, 'wide')).toMatchObject({ ok: true, value: { channel: 'wide' } });
});

it('a channel that pays nobody but us sets no cap', async () => {
  const { open, pay } = await shopWith([['plain', new TestChannel()]]);
  const order = await granted(open(9_999));
  expect((await pay(order, 'plain')).ok).toBe(true);
});
