import type { ApiMethod } from '../method.ts';
import { billDownload } from './bill-download.ts';
import { cancel } from './cancel.ts';
import { close } from './close.ts';
import { orderSettle } from './order-settle.ts';
import { precreate } from './precreate.ts';
import { query } from './query.ts';
import { refund } from './refund.ts';
import { refundQuery } from './refund-query.ts';
import { bindRelation, queryRelations, unbindRelation } from './royalty-relation.ts';
import { settleConfirm } from './settle-confirm.ts';
import { onsettleQuery, orderSettleQuery, royaltyRateQuery } from './settle-query.ts';

/** Everything that a merchant's server can call. */
export const API_METHODS: readonly ApiMethod[] = [
  precreate,
  query,
  close,
  cancel,
  refund,
  refundQuery,
  bindRelation,
  unbindRelation,
  queryRelations,
  royaltyRateQuery,
  orderSettle,
  orderSettleQuery,
  onsettleQuery,
  settleConfirm,
  billDownload,
];
