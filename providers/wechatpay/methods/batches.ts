import { z } from 'zod';
import { BATCH_TAKES_MS, type Batch, type BatchDetail } from '../batches.ts';
import { refuse } from '../errors.ts';
import { MCHID } from '../identities.ts';
import { type ApiMethod, apiMethod } from '../method.ts';
import { merchantFault, PARTY_REASONS } from '../parties.ts';
import { readSensitive, SENSITIVE_REASONS } from '../sensitive.ts';
import type { View } from '../views.ts';
import { amountFen, appid, fen, formatMoment, merchantNo, text } from '../wire.ts';

const source = 'pay.weixin.qq.com/docs/merchant/apis/batch-transfer-to-balance';
const MOST_DETAILS = 1000;

const detail = z.object({
  out_detail_no: merchantNo(32),
  transfer_amount: amountFen,
  transfer_remark: text(32),
  openid: text(64),
  user_name: text(1024).optional(),
});

const create = apiMethod({
  verb: 'POST',
  path: '/v3/transfer/batches',
  summary: 'pays many users at once (the older way)',
  source,
  content: z.object({
    appid,
    out_batch_no: merchantNo(32),
    batch_name: text(32),
    batch_remark: text(32),
    total_amount: amountFen,
    total_num: z.int().min(1).max(MOST_DETAILS),
    transfer_detail_list: z.array(detail).min(1).max(MOST_DETAILS),
    transfer_scene_id: text(36).optional(),
  }),
  refuses: [...PARTY_REASONS, ...SENSITIVE_REASONS, 'batch_sum_differs', 'transfer_differs', 'balance_short'],
  answer: (content, call) => {
    const { office, now, exchange } = call;
    const { out_batch_no: outBatchNo, total_amount: totalFen, transfer_detail_list: list } = content;
    exchange.order = outBatchNo;
    const fault = merchantFault(content);
    if (fault) return fault;
    for (const { user_name } of list) {
      const name = readSensitive(user_name, call);
      if (!name.ok) return name;
    }
    const sumFen = list.reduce((sum, { transfer_amount }) => sum + transfer_amount, 0n);
    if (sumFen !== totalFen || list.length !== content.total_num) return refuse('batch_sum_differs');
    const earlier = office.batches.find(outBatchNo);
    if (earlier && earlier.totalFen !== totalFen) return refuse('transfer_differs');
    const haveFen = office.accounts.availableFen(MCHID);
    if (!earlier && totalFen > haveFen) return refuse('balance_short', `${haveFen} fen are available`);
    const batch: Batch = earlier ?? {
      outBatchNo,
      batchId: office.numbers.fundId(now),
      appid: content.appid,
      name: content.batch_name,
      remark: content.batch_remark,
      totalFen,
      details: list.map((one) => newDetail(one, office.numbers.fundId(now))),
      status: 'ACCEPTED',
      createdAt: now,
      updatedAt: now,
      settlesAt: now + BATCH_TAKES_MS,
    };
    if (!earlier) office.batches.create(batch);
    const { out_batch_no, batch_id, create_time, batch_status } = batchView(batch);
    return { ok: true, body: { out_batch_no, batch_id, create_time, batch_status } };
  },
});

function newDetail(one: z.output<typeof detail>, detailId: string): BatchDetail {
  return {
    outDetailNo: one.out_detail_no,
    detailId,
    openid: one.openid,
    amountFen: one.transfer_amount,
    remark: one.transfer_remark,
    status: 'INIT',
  };
}

function batchView(batch: Batch): View {
  const of = (status: BatchDetail['status']) => batch.details.filter((one) => one.status === status);
  const sum = (details: readonly BatchDetail[]) =>
    fen(details.reduce((total, one) => total + one.amountFen, 0n));
  return {
    mchid: MCHID,
    out_batch_no: batch.outBatchNo,
    batch_id: batch.batchId,
    appid: batch.appid,
    batch_status: batch.status,
    batch_type: 'API',
    batch_name: batch.name,
    batch_remark: batch.remark,
    total_amount: fen(batch.totalFen),
    total_num: batch.details.length,
    create_time: formatMoment(batch.createdAt),
    update_time: formatMoment(batch.updatedAt),
    success_amount: sum(of('SUCCESS')),
    success_num: of('SUCCESS').length,
    fail_amount: sum(of('FAIL')),
    fail_num: of('FAIL').length,
  };
}

const listing = {
  need_query_detail: z.enum(['true', 'false']),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  detail_status: z.enum(['ALL', 'SUCCESS', 'FAIL']).default('ALL'),
};

interface Listing {
  readonly need_query_detail: 'true' | 'false';
  readonly offset: number;
  readonly limit: number;
  readonly detail_status: 'ALL' | 'SUCCESS' | 'FAIL';
}

function listed(batch: Batch | undefined, { need_query_detail, offset, limit, detail_status }: Listing) {
  if (!batch) return refuse('transfer_not_exist');
  const asked = batch.details.filter(({ status }) => detail_status === 'ALL' || status === detail_status);
  const transfer_detail_list = asked.slice(offset, offset + limit).map((one) => {
    return { detail_id: one.detailId, out_detail_no: one.outDetailNo, detail_status: one.status };
  });
  const details = need_query_detail === 'true' ? { transfer_detail_list } : {};
  return { ok: true, body: { transfer_batch: batchView(batch), ...details, offset, limit } } as const;
}

function detailed(batch: Batch | undefined, isAsked: (one: BatchDetail) => boolean) {
  const one = batch?.details.find(isAsked);
  if (!batch || !one) return refuse('transfer_not_exist');
  const body = {
    mchid: MCHID,
    out_batch_no: batch.outBatchNo,
    batch_id: batch.batchId,
    appid: batch.appid,
    out_detail_no: one.outDetailNo,
    detail_id: one.detailId,
    detail_status: one.status,
    transfer_amount: fen(one.amountFen),
    transfer_remark: one.remark,
    fail_reason: one.failReason,
    openid: one.openid,
    initiate_time: formatMoment(batch.createdAt),
    update_time: formatMoment(batch.updatedAt),
  };
  return { ok: true, body } as const;
}

const NOT_FOUND = ['transfer_not_exist'] as const;
const byNo = { out_batch_no: merchantNo(32) };
const byId = { batch_id: text(64) };

export const BATCH_METHODS: readonly ApiMethod[] = [
  create,
  apiMethod({
    verb: 'GET',
    path: '/v3/transfer/batches/out-batch-no/{out_batch_no}',
    summary: 'how a batch stands, by the merchant’s number',
    source,
    content: z.object({ ...byNo, ...listing }),
    refuses: NOT_FOUND,
    answer: (content, { office }) => listed(office.batches.find(content.out_batch_no), content),
  }),
  apiMethod({
    verb: 'GET',
    path: '/v3/transfer/batches/batch-id/{batch_id}',
    summary: 'how a batch stands, by WeChat Pay’s number',
    source,
    content: z.object({ ...byId, ...listing }),
    refuses: NOT_FOUND,
    answer: (content, { office }) => listed(office.batches.findById(content.batch_id), content),
  }),
  apiMethod({
    verb: 'GET',
    path: '/v3/transfer/batches/out-batch-no/{out_batch_no}/details/out-detail-no/{out_detail_no}',
    summary: 'how one user’s part stands, by the merchant’s numbers',
    source,
    content: z.object({ ...byNo, out_detail_no: merchantNo(32) }),
    refuses: NOT_FOUND,
    answer: ({ out_batch_no, out_detail_no }, { office }) =>
      detailed(office.batches.find(out_batch_no), ({ outDetailNo }) => outDetailNo === out_detail_no),
  }),
  apiMethod({
    verb: 'GET',
    path: '/v3/transfer/batches/batch-id/{batch_id}/details/detail-id/{detail_id}',
    summary: 'how one user’s part stands, by WeChat Pay’s numbers',
    source,
    content: z.object({ ...byId, detail_id: text(64) }),
    refuses: NOT_FOUND,
    answer: ({ batch_id, detail_id }, { office }) =>
      detailed(office.batches.findById(batch_id), ({ detailId }) => detailId === detail_id),
  }),
];
