import { expect, it } from 'vitest';
import { PLACES, WAITS } from '../../src/platform/words.ts';

/** What tells each place from all others, so that none is told in the words of another. */
it.each([
  ['with_the_buyer', /not been paid/, /尚未支付/],
  ['in_escrow', /escrow/, /担保账户/],
  ['on_its_way_back', /way back to the buyer/, /正在退还/],
  ['back_with_the_buyer', /refunded to the buyer/, /已退还/],
  ['with_the_seller', /released to the seller/, /已放款/],
  ['in_reserve', /reserve/, /保证金/],
  ['assigned', /assigned/, /转让/],
  ['frozen', /frozen/, /冻结/],
  ['with_the_buyers_bank', /buyer’s bank/, /买家银行/],
  ['with_the_financier', /repaid to the financier/, /偿还融资方/],
  ['on_its_way_to_the_seller', /way to the seller’s bank/, /正在提现至卖家/],
  ['owed_by_the_seller', /owed by the seller/, /卖家欠款/],
  ['with_the_payee', /earned/, /收款方余额/],
  ['on_its_way_to_the_payee', /way to the payee’s bank/, /正在付款至收款方/],
  ['owed_by_the_payee', /owed by the payee/, /收款方欠款/],
] as const)('money that is %s is told so, and nothing else is', (place, en, zh) => {
  const told = Object.entries(PLACES).filter(([, words]) => en.test(words.en) || zh.test(words.zh));
  expect(told.map(([name]) => name)).toEqual([place]);
});

it.each([
  ['payment', /buyer pays/, /买家付款/],
  ['appraisal', /appraised/, /鉴定/],
  ['shipment', /seller ships/, /发货/],
  ['delivery', /goods arrive/, /送达/],
  ['acceptance', /buyer accepts/, /买家确认/],
  ['hold', /hold runs out/, /担保期/],
  ['refund', /about a refund/, /处理退款/],
  ['dispute', /dispute/, /争议/],
  ['chargeback', /chargeback/, /拒付/],
  ['after_sales', /after-sales/, /售后/],
  ['person', /a person/, /人工/],
  ['payout', /can be paid out/, /可以提现/],
  ['bank', /bank has answered/, /银行处理/],
  ['later_sales', /later sales/, /后续销售/],
] as const)('what waits for %s is told so, and nothing else is', (wait, en, zh) => {
  const told = Object.entries(WAITS).filter(([, words]) => en.test(words.en) || zh.test(words.zh));
  expect(told.map(([name]) => name)).toEqual([wait]);
});
