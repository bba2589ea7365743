import { expect, it } from 'vitest';
import { fuzzWechatpay } from './wechatpay.ts';

it('mutated requests never make the simulated WeChat Pay fail, nor change anything unverified', async () => {
  const { statuses } = await fuzzWechatpay(1500, Number(process.env.FUZZ_SEED ?? 1));
  // Some must get through, or nothing behind the gateway was tried.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(20);
  expect(statuses.get(401) ?? 0).toBeGreaterThan(300);
});
