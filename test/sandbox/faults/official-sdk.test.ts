import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { alipay } from '../../../providers/alipay/index.ts';
import { openAlipayForTest } from '../../providers/alipay/open.ts';
import { openSimulator } from '../../providers/simulator.ts';

const ORDER = { out_trade_no: 'A1', total_amount: '100.00', subject: 'a thing' };

describe('over a socket, Alipay’s official SDK', () => {
  it.each([
    'connection_refused',
    'connection_reset',
    'answer_lost_before_effect',
    'answer_lost_after_effect',
  ])('sends the same request once more at %s, and throws at the second', async (fault) => {
    const world = await openAlipayForTest();
    world.sandbox.faults.add({ fault });
    expect(await world.exec('alipay.trade.precreate', ORDER)).toMatchObject({ code: '10000' });
    world.sandbox.faults.add({ fault, count: 'first 2' });
    await expect(world.exec('alipay.trade.precreate', ORDER)).rejects.toThrow();
    expect(world.sandbox.faults.list()).toEqual([]);
  });

  it.each([
    ['server_error', { status: 502 }],
    ['answer_truncated', {}],
    ['answer_malformed', {}],
    ['wrong_signature', {}],
    ['old_key', {}],
  ])('throws at %s %o, and not at the next request', async (fault, given) => {
    const world = await openAlipayForTest();
    world.sandbox.faults.add({ fault, with: given });
    await expect(world.exec('alipay.trade.precreate', ORDER)).rejects.toThrow();
    expect(await world.exec('alipay.trade.precreate', ORDER)).toMatchObject({ code: '10000' });
    expect(world.sandbox.faults.list()).toEqual([]);
  });

  it.each([
    ['server_error', 'ACQ.SYSTEM_ERROR'],
    ['too_many_requests', 'isv.app-call-limited'],
  ])('reads %s as %s, signed', async (fault, subCode) => {
    const world = await openAlipayForTest();
    world.sandbox.faults.add({ fault });
    expect(await world.exec('alipay.trade.precreate', ORDER)).toMatchObject({ sub_code: subCode });
  });

  it('gives up on a slow answer where time is real, though the order was placed', async () => {
    const world = await openSimulator(alipay, { live: true });
    onTestFinished(() => world.close());
    const { appId, appPrivateKey, gateway } = world.provider.credentials;
    const sdk = new AlipaySdk({
      appId: String(appId),
      privateKey: String(appPrivateKey),
      gateway: String(gateway),
      keyType: 'PKCS8',
      timeout: 200,
    });
    world.sandbox.faults.add({ fault: 'answer_slow', with: { delay: 'PT10M' } });
    await expect(sdk.exec('alipay.trade.precreate', { bizContent: ORDER })).rejects.toThrow();
    expect(world.provider.order?.('A1')).toMatchObject({ total: 10_000n });
  });

  it('is told of a receiver who is rejected, and of money that is freed by itself', async () => {
    const world = await openAlipayForTest();
    const receiver = '2088000000000001';
    await world.exec('alipay.trade.royalty.relation.bind', {
      receiver_list: [{ type: 'userId', account: receiver }],
      out_request_no: 'B1',
    });
    world.sandbox.faults.add({ fault: 'receiver_rejected' });
    world.sandbox.faults.add({ fault: 'auto_unfreeze', with: { after: 'P1D' } });
    await world.exec('alipay.trade.precreate', { ...ORDER, extend_params: { royalty_freeze: 'true' } });
    world.pay('A1');
    const { trade_no } = await world.exec('alipay.trade.query', { out_trade_no: 'A1' });
    await world.advance('PT1M');
    const settle = (out_request_no: string) =>
      world.exec('alipay.trade.order.settle', {
        out_request_no,
        trade_no,
        royalty_parameters: [{ trans_in: receiver, trans_in_type: 'userId', amount: '1.00' }],
      });
    expect(await settle('S1')).toMatchObject({ sub_code: 'ACQ.ROYALTY_RECEIVER_INVALID' });
    expect(await settle('S1')).toMatchObject({ code: '10000' });
    await world.advance('P1D');
    expect(await settle('S2')).toMatchObject({ sub_code: 'ACQ.ALREADY_FINISH_ALLOC' });
  });
});
