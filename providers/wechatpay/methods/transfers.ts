import { z } from 'zod';
import { refuse } from '../errors.ts';
import { MCHID } from '../identities.ts';
import { type ApiMethod, apiMethod, type Call } from '../method.ts';
import { merchantFault, PARTY_REASONS } from '../parties.ts';
import { NOBODY } from '../receivers.ts';
import { readSensitive, SENSITIVE_REASONS } from '../sensitive.ts';
import { present } from '../terms.ts';
import type { Transfer } from '../transfers.ts';
import type { View } from '../views.ts';
import { amountFen, appid, fen, formatMoment, merchantNo, notifyUrl, text } from '../wire.ts';

const source = 'pay.weixin.qq.com/doc/v3/merchant/4012716434';
const out_bill_no = merchantNo(32);

const create = apiMethod({
  verb: 'POST',
  path: '/v3/fund-app/mch-transfer/transfer-bills',
  summary: 'offers a user money; `package_info` is what the user accepts it with',
  source,
  content: z.object({
    appid,
    out_bill_no,
    transfer_scene_id: text(36),
    openid: text(64),
    user_name: text(1024).optional(),
    transfer_amount: amountFen,
    transfer_remark: text(32),
    notify_url: notifyUrl.optional(),
    transfer_scene_report_infos: z.array(z.object({ info_type: text(15), info_content: text(32) })).min(1),
  }),
  refuses: [
    ...PARTY_REASONS,
    ...SENSITIVE_REASONS,
    'openid_wrong',
    'receiver_name_wrong',
    'transfer_differs',
    'balance_short',
  ],
  answer: (content, call) => {
    const { office, now, exchange } = call;
    exchange.order = content.out_bill_no;
    const fault = merchantFault(content) ?? payeeFault(content, call);
    if (fault) return fault;
    const { openid, transfer_amount: amountFen } = content;
    const earlier = office.transfers.find(content.out_bill_no);
    if (earlier && (earlier.openid !== openid || earlier.amountFen !== amountFen))
      return refuse('transfer_differs');
    const haveFen = office.accounts.availableFen(MCHID);
    if (!earlier && amountFen > haveFen) return refuse('balance_short', `${haveFen} fen are available`);
    const transfer: Transfer = earlier ?? {
      outBillNo: content.out_bill_no,
      transferBillNo: office.numbers.fundId(now),
      openid,
      amountFen,
      remark: content.transfer_remark,
      state: 'WAIT_USER_CONFIRM',
      packageInfo: office.numbers.token(),
      createdAt: now,
      updatedAt: now,
      settlesAt: now + office.rules.transferConfirmWithinMs,
      ...present({ notifyUrl: content.notify_url }),
    };
    if (!earlier) office.transfers.create(transfer);
    const waits = transfer.state === 'WAIT_USER_CONFIRM';
    const package_info = waits ? transfer.packageInfo : undefined;
    const { out_bill_no, transfer_bill_no, create_time, state } = transferView(transfer);
    return { ok: true, body: { out_bill_no, transfer_bill_no, create_time, state, package_info } };
  },
});

function payeeFault(
  content: { readonly openid: string; readonly user_name?: string | undefined },
  call: Call,
) {
  if (!/^o[\w-]{5,}$/.test(content.openid)) return refuse('openid_wrong');
  const name = readSensitive(content.user_name, call);
  if (!name.ok) return name;
  return name.text === NOBODY ? refuse('receiver_name_wrong') : undefined;
}

function transferView(transfer: Transfer): View {
  return {
    mch_id: MCHID,
    out_bill_no: transfer.outBillNo,
    transfer_bill_no: transfer.transferBillNo,
    state: transfer.state,
    transfer_amount: fen(transfer.amountFen),
    transfer_remark: transfer.remark,
    fail_reason: transfer.failReason,
    openid: transfer.openid,
    create_time: formatMoment(transfer.createdAt),
    update_time: formatMoment(transfer.updatedAt),
  };
}

function answer(transfer: Transfer | undefined) {
  return transfer ? ({ ok: true, body: transferView(transfer) } as const) : refuse('transfer_not_exist');
}

const queryByNo = apiMethod({
  verb: 'GET',
  path: '/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}',
  summary: 'how a transfer stands, by the merchant’s number',
  source,
  content: z.object({ out_bill_no }),
  refuses: ['transfer_not_exist'],
  answer: ({ out_bill_no }, { office }) => answer(office.transfers.find(out_bill_no)),
});

const queryById = apiMethod({
  verb: 'GET',
  path: '/v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}',
  summary: 'how a transfer stands, by WeChat Pay’s number',
  source,
  content: z.object({ transfer_bill_no: text(64) }),
  refuses: ['transfer_not_exist'],
  answer: ({ transfer_bill_no }, { office }) => answer(office.transfers.findById(transfer_bill_no)),
});

const cancel = apiMethod({
  verb: 'POST',
  path: '/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel',
  summary: 'takes a transfer back that the user has not accepted',
  source,
  content: z.object({ out_bill_no }),
  refuses: ['transfer_not_exist', 'transfer_not_cancellable'],
  answer: ({ out_bill_no }, { office, now, exchange }) => {
    exchange.order = out_bill_no;
    const transfer = office.transfers.find(out_bill_no);
    if (!transfer) return refuse('transfer_not_exist');
    const cancelled = office.transfers.cancel(transfer, now);
    if (!cancelled.ok) return cancelled;
    const { transfer_bill_no, state, update_time } = transferView(cancelled.transfer);
    return { ok: true, body: { out_bill_no, transfer_bill_no, state, update_time } };
  },
});

export const TRANSFER_METHODS: readonly ApiMethod[] = [create, queryByNo, queryById, cancel];
