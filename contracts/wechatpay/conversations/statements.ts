import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { MatchersV3 } from '@pact-foundation/pact';
import { money } from '../../../src/money/index.ts';
import {
  type Conversation,
  nothing,
  PRICE_FEN,
  paidADayAgo,
  refusal,
  TRANSACTION_ID,
} from './conversation.ts';

const { regex } = MatchersV3;

/** Conversations are on 22 April. */
const NOW = Date.UTC(2026, 3, 22, 5, 14, 15);
const TODAY = '2026-04-22';
const YESTERDAY = '2026-04-21';
const THE_DAY_BEFORE = '2026-04-20';

const tradeBill = (bill_date: string) => ({
  method: 'GET' as const,
  path: '/v3/bill/tradebill',
  query: { bill_date, bill_type: 'ALL', tar_type: 'GZIP' },
});

/** A bill of one payment, without the columns that are not read. */
const BILL = [
  '\uFEFF交易时间,微信订单号,商户订单号,交易状态,货币种类,微信退款单号,商户退款单号,退款状态,手续费,订单金额,申请退款金额',
  `\`2026-04-22 13:14:15,\`${TRANSACTION_ID},\`bill_3,\`SUCCESS,\`CNY,\`0,\`0,\`,\`60.00000,\`10000.00,\`0.00`,
  '总交易单数,应结订单总金额',
  '`1,`10000.00',
].join('\r\n');
const SHA1 = createHash('sha1').update(BILL).digest('hex');
const ADDRESS = 'https://api.mch.weixin.qq.com/v3/billdownload/file?token=6XIv5TUPto7pByrTQKhd6kwvyKLG2uY';

const succeeded = (value: unknown) => ({ kind: 'succeeded', value });

export const stating: Conversation[] = [
  {
    name: 'a statement of today is not drawn up',
    exchanges: [
      {
        given: nothing('bill_1'),
        asked: 'the bill of today',
        ...tradeBill(TODAY),
        status: 400,
        answer: refusal('STATEMENT_CREATING'),
      },
    ],
    act: (channel) => channel.statement?.(TODAY, NOW) ?? Promise.resolve(),
    outcome: { kind: 'pending' },
  },
  {
    name: 'a statement of yesterday that is not there may come yet',
    exchanges: [
      {
        given: nothing('bill_2'),
        asked: 'the bill of yesterday',
        ...tradeBill(YESTERDAY),
        status: 400,
        answer: refusal('NO_STATEMENT_EXIST'),
      },
    ],
    act: (channel) => channel.statement?.(YESTERDAY, NOW) ?? Promise.resolve(),
    outcome: { kind: 'pending' },
  },
  {
    name: 'a statement of an earlier day that is not there is empty',
    exchanges: [
      {
        given: nothing('bill_2'),
        asked: 'the bill of the day before yesterday',
        ...tradeBill(THE_DAY_BEFORE),
        status: 400,
        answer: refusal('NO_STATEMENT_EXIST'),
      },
    ],
    act: (channel) => channel.statement?.(THE_DAY_BEFORE, NOW) ?? Promise.resolve(),
    outcome: succeeded([]),
  },
  {
    name: 'a statement is where WeChat Pay says',
    exchanges: [
      {
        given: paidADayAgo('bill_3'),
        asked: 'the bill of a day with a payment',
        ...tradeBill(TODAY),
        status: 200,
        answer: {
          hash_type: 'SHA1',
          hash_value: regex('^[0-9a-f]{40}$', SHA1),
          download_url: regex('^https?://.+/v3/billdownload/file[?].+$', ADDRESS),
        },
      },
    ],
    file: gzipSync(BILL),
    act: (channel) => channel.statement?.(TODAY, NOW) ?? Promise.resolve(),
    outcome: succeeded([
      {
        kind: 'payment',
        payment: 'bill_3',
        providerReference: TRANSACTION_ID,
        amount: money('CNY', BigInt(PRICE_FEN)),
        fee: money('CNY', 6000n),
        at: Date.UTC(2026, 3, 22, 5, 14, 15),
      },
    ]),
  },
];
