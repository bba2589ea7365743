import { z } from 'zod';
import { endOfDay } from '../accounts.ts';
import { refuse } from '../errors.ts';
import { MCHID } from '../identities.ts';
import { type ApiMethod, apiMethod } from '../method.ts';
import { fen, text } from '../wire.ts';

const source = 'pay.weixin.qq.com/docs/partner/apis/ecommerce-balance/accounts/query-day-end-balance.html';
const account_type = z.enum(['BASIC', 'OPERATION', 'FEES']);

const balance = apiMethod({
  verb: 'GET',
  path: '/v3/merchant/fund/balance/{account_type}',
  summary: 'what the merchant itself has now, and what is frozen',
  source,
  content: z.object({ account_type }),
  refuses: [],
  answer: ({ account_type }, { office: { accounts } }) => {
    // There is nothing on the other accounts.
    const isBasic = account_type === 'BASIC';
    const available_amount = isBasic ? fen(accounts.availableFen(MCHID)) : 0;
    const pending_amount = isBasic ? fen(accounts.balanceFen(`frozen:${MCHID}`)) : 0;
    return { ok: true, body: { available_amount, pending_amount } };
  },
});

/** @note Documentation of different age calls the day `date` or `bill_date`: both are taken. */
const endDayBalance = apiMethod({
  verb: 'GET',
  path: '/v3/merchant/fund/dayendbalance/{account_type}',
  summary: 'what the merchant itself had at the end of a day',
  source,
  content: z.object({ account_type, date: text(10).optional(), bill_date: text(10).optional() }),
  refuses: ['parameter_wrong', 'bill_creating'],
  answer: ({ account_type, date, bill_date }, { office, now }) => {
    const end = endOfDay(date ?? bill_date ?? '');
    if (end === undefined) return refuse('parameter_wrong', 'date is of the form 2018-06-08');
    if (now < end) return refuse('bill_creating', 'the day is not over');
    const total = account_type === 'BASIC' ? office.accounts.totalFenAt(MCHID, end) : 0n;
    return { ok: true, body: { available_amount: fen(total), pending_amount: 0 } };
  },
});

export const MERCHANT_FUND_METHODS: readonly ApiMethod[] = [balance, endDayBalance];
