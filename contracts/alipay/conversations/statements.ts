import { MatchersV3 } from '@pact-foundation/pact';
import { businessFailed, type Conversation, nothing, paidADayAgo } from './conversation.ts';

/** Conversations are on 22 April. */
const NOW = Date.UTC(2026, 3, 22, 5, 14, 15);
const TODAY = '2026-04-22';
const THE_DAY_BEFORE = '2026-04-20';

const bill = (bill_date: string) => ({
  method: 'alipay.data.dataservice.bill.downloadurl.query',
  bizContent: { bill_type: 'trade', bill_date },
});

const ADDRESS =
  'http://dwbillcenter.alipay.com/downloadBillFile.resource?bizType=trade&userId=20881021462251350156&fileType=csv.zip&bizDates=20260422&downloadFileName=20881021462251350156_20260422.csv.zip&fileId=%2Ftrade%2F20881021462251350156%2F20260422.csv.zip&timestamp=1776921255&token=2eadd9bf3b3aad287ac8843e9e4715e9';

/** What is behind an address is no part of a pact, which knows no files: together.test.ts reads a real one. */
export const theBill = 'no ZIP at all';

export const stating: Conversation[] = [
  {
    name: 'a statement of today is not drawn up',
    exchanges: [
      {
        given: nothing('bill_1'),
        asked: 'the bill of today',
        ...bill(TODAY),
        answer: businessFailed('isp.bill_not_exist'),
      },
    ],
    act: (channel) => channel.statement?.(TODAY, NOW) ?? Promise.resolve(),
    outcome: { kind: 'pending' },
  },
  {
    name: 'a statement of an earlier day that is not there is empty',
    exchanges: [
      {
        given: nothing('bill_2'),
        asked: 'the bill of the day before yesterday',
        ...bill(THE_DAY_BEFORE),
        answer: businessFailed('isp.bill_not_exist'),
      },
    ],
    act: (channel) => channel.statement?.(THE_DAY_BEFORE, NOW) ?? Promise.resolve(),
    outcome: { kind: 'succeeded', value: [] },
  },
  {
    name: 'a statement is fetched from where Alipay says, and is not known when what is there is no bill',
    exchanges: [
      {
        given: paidADayAgo('bill_3'),
        asked: 'the bill of a day with a payment',
        ...bill(TODAY),
        answer: {
          code: '10000',
          bill_download_url: MatchersV3.regex(
            '^http.+/downloadBillFile[.]resource[?].*bizDates=20260422.*$',
            ADDRESS,
          ),
        },
      },
    ],
    act: (channel) => channel.statement?.(TODAY, NOW) ?? Promise.resolve(),
    outcome: { kind: 'unknown', reason: 'the bill is of another form' },
  },
];
