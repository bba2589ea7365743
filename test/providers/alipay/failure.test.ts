import { AlipaySdk } from 'alipay-sdk';
import { expect, it } from 'vitest';
import { alipay } from '../../../providers/alipay/index.ts';
import {
  type ExchangeDraft,
  FaultPlan,
  FixedKeyRing,
  Journal,
  mishapsOf,
  Notifier,
  Random,
  SandboxStore,
  socketTransport,
} from '../../../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../../../src/sandbox/test-keys.ts';
import { START } from './open.ts';

it('what nobody foresaw is answered as Alipay answers it, and the journal is told', async () => {
  const store = new SandboxStore(':memory:');
  const clock = { now: () => START };
  const [journal, faults] = [new Journal(store), new FaultPlan(store, clock)];
  const notifier = new Notifier({
    clock,
    store,
    journal,
    faults,
    transport: socketTransport,
    overlaps: false,
    wake: () => {},
  });
  const provider = await alipay.open({
    origin: 'http://alipay.test',
    clock: {
      now: () => {
        throw new Error('the clock has stopped');
      },
    },
    wireTime: clock.now,
    random: new Random(1),
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    store,
    notifier,
    mishaps: mishapsOf('alipay', faults, store),
  });
  const { appId, appPrivateKey } = provider.credentials;
  const sdk = new AlipaySdk({ appId: String(appId), privateKey: String(appPrivateKey), keyType: 'PKCS8' });
  const query = sdk.sdkExec('alipay.trade.query', { bizContent: { out_trade_no: 'A1' } });
  const exchange: ExchangeDraft = {};
  const request = new Request(`http://alipay.test/gateway.do?${query}`);
  const response = await provider.handle(request, { body: '', exchange });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    alipay_trade_query_response: { code: '20000', sub_code: 'isp.unknow-error', sub_msg: '系统繁忙' },
    sign: expect.any(String),
  });
  expect(exchange.note).toContain('the clock has stopped');
});
