import { z } from 'zod';
import { endOfDay } from '../accounts.ts';
import { refuse } from '../errors.ts';
import { MCHID } from '../identities.ts';
import { type ApiMethod, apiMethod } from '../method.ts';
import { PARTNER_REASONS, partyFault } from '../parties.ts';
import { present } from '../terms.ts';
import type { View } from '../views.ts';
import { amountFen, fen, formatMoment, mchid, merchantNo, text } from '../wire.ts';
import type { Withdrawal } from '../withdrawals.ts';

const source = 'pay.weixin.qq.com/doc/v3/partner/4012476690';
const spelling = 'run_together';
const accountType = z.enum(['BASIC', 'OPERATION', 'FEES', 'DEPOSIT']).default('BASIC');

const balance = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/fund/balance/{sub_mchid}',
  summary: 'what a sub-merchant has now, and what is frozen',
  source,
  spelling,
  content: z.object({ sub_mchid: mchid, account_type: accountType }),
  refuses: PARTNER_REASONS,
  answer: ({ sub_mchid, account_type }, { office }) =>
    partyFault({ subMchid: sub_mchid }) ?? {
      ok: true,
      body: {
        sub_mchid,
        account_type,
        available_amount: account_type === 'BASIC' ? fen(office.accounts.availableFen(sub_mchid)) : 0,
        pending_amount: account_type === 'BASIC' ? fen(office.accounts.balanceFen(`frozen:${sub_mchid}`)) : 0,
      },
    },
});

const endDayBalance = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/fund/enddaybalance/{sub_mchid}',
  summary: 'what a sub-merchant had at the end of a day',
  source,
  spelling,
  content: z.object({ sub_mchid: mchid, date: text(10), account_type: accountType }),
  refuses: [...PARTNER_REASONS, 'parameter_wrong', 'bill_creating'],
  answer: ({ sub_mchid, date }, { office, now }) => {
    const fault = partyFault({ subMchid: sub_mchid });
    if (fault) return fault;
    const end = endOfDay(date);
    if (end === undefined) return refuse('parameter_wrong', 'date is of the form 2018-06-08');
    if (now < end) return refuse('bill_creating', 'the day is not over');
    const total = office.accounts.totalFenAt(sub_mchid, end);
    return { ok: true, body: { sub_mchid, available_amount: fen(total), pending_amount: 0 } };
  },
});

const withdraw = apiMethod({
  verb: 'POST',
  path: '/v3/ecommerce/fund/withdraw',
  summary: 'a sub-merchant’s money goes to its bank',
  source,
  spelling,
  content: z.object({
    sub_mchid: mchid,
    out_request_no: merchantNo(32),
    amount: amountFen,
    remark: z.string().max(56).optional(),
    bank_memo: z.string().max(32).optional(),
    account_type: z.enum(['BASIC', 'OPERATION', 'FEES']).default('BASIC'),
  }),
  refuses: [...PARTNER_REASONS, 'balance_short', 'withdrawal_differs'],
  answer: (content, { office, now }) => {
    const { sub_mchid: subMchid, out_request_no: outRequestNo, amount, account_type } = content;
    const fault = partyFault({ subMchid });
    if (fault) return fault;
    const earlier = office.withdrawals.find(outRequestNo);
    if (earlier && (earlier.amountFen !== amount || earlier.subMchid !== subMchid)) {
      return refuse('withdrawal_differs');
    }
    const haveFen = account_type === 'BASIC' ? office.accounts.availableFen(subMchid) : 0n;
    if (!earlier && amount > haveFen) return refuse('balance_short', `${haveFen} fen are available`);
    const optional = present({ remark: content.remark, bankMemo: content.bank_memo });
    const withdrawId = office.numbers.fundId(now);
    const { withdrawId: withdraw_id } =
      earlier ??
      office.withdrawals.create({ outRequestNo, withdrawId, subMchid, amountFen: amount, ...optional }, now);
    return {
      ok: true,
      body: { sub_mchid: subMchid, withdraw_id, out_request_no: outRequestNo, account_type },
    };
  },
});

const QUERY_REASONS = [...PARTNER_REASONS, 'withdrawal_not_exist'] as const;

function answer(withdrawal: Withdrawal | undefined, subMchid: string) {
  const fault = partyFault({ subMchid });
  if (fault) return fault;
  if (withdrawal?.subMchid !== subMchid) return refuse('withdrawal_not_exist');
  return { ok: true, body: withdrawalView(withdrawal) } as const;
}

function withdrawalView(withdrawal: Withdrawal): View {
  return {
    sub_mchid: withdrawal.subMchid,
    sp_mchid: MCHID,
    status: withdrawal.status,
    withdraw_id: withdrawal.withdrawId,
    out_request_no: withdrawal.outRequestNo,
    amount: fen(withdrawal.amountFen),
    create_time: formatMoment(withdrawal.createdAt),
    update_time: formatMoment(withdrawal.updatedAt),
    reason: withdrawal.reason,
    remark: withdrawal.remark,
    bank_memo: withdrawal.bankMemo,
    account_type: 'BASIC',
    account_number: '4704',
    account_bank: '工商银行',
    bank_name: '工商银行',
  };
}

const queryById = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/fund/withdraw/{withdraw_id}',
  summary: 'how a withdrawal stands, by WeChat Pay’s number',
  source,
  spelling,
  content: z.object({ withdraw_id: text(128), sub_mchid: mchid }),
  refuses: QUERY_REASONS,
  answer: ({ withdraw_id, sub_mchid }, call) =>
    answer(call.office.withdrawals.findById(withdraw_id), sub_mchid),
});

const queryByNo = apiMethod({
  verb: 'GET',
  path: '/v3/ecommerce/fund/withdraw/out-request-no/{out_request_no}',
  summary: 'how a withdrawal stands, by the platform’s number',
  source,
  spelling,
  content: z.object({ out_request_no: merchantNo(32), sub_mchid: mchid }),
  refuses: QUERY_REASONS,
  answer: ({ out_request_no, sub_mchid }, call) =>
    answer(call.office.withdrawals.find(out_request_no), sub_mchid),
});

export const ECOMMERCE_FUND_METHODS: readonly ApiMethod[] = [
  balance,
  endDayBalance,
  withdraw,
  queryByNo,
  queryById,
];
