import type { ApiMethod } from '../method.ts';
import { BATCH_METHODS } from './batches.ts';
import { BILL_METHODS } from './bills.ts';
import { certificates } from './certificates.ts';
import { CLOSE_METHODS } from './close.ts';
import { CODEPAY_METHODS } from './codepay.ts';
import { COMBINE_METHODS } from './combine.ts';
import { ECOMMERCE_FUND_METHODS } from './ecommerce-funds.ts';
import { ECOMMERCE_REFUND_METHODS } from './ecommerce-refunds.ts';
import { ECOMMERCE_SHARING_METHODS } from './ecommerce-sharing.ts';
import { ECOMMERCE_SUBSIDY_METHODS } from './ecommerce-subsidies.ts';
import { MERCHANT_FUND_METHODS } from './merchant-funds.ts';
import { PREPAY_METHODS } from './prepay.ts';
import { QUERY_METHODS } from './query.ts';
import { REFUND_METHODS } from './refunds.ts';
import { SHARING_METHODS } from './sharing.ts';
import { RECEIVER_METHODS } from './sharing-receivers.ts';
import { SHARING_RETURN_METHODS } from './sharing-returns.ts';
import { SUB_MERCHANT_BILL_METHODS } from './sub-merchant-bills.ts';
import { TRANSFER_METHODS } from './transfers.ts';

/** Every endpoint that a merchant's server can call. */
export const API_METHODS: readonly ApiMethod[] = [
  certificates,
  ...PREPAY_METHODS,
  ...CODEPAY_METHODS,
  ...QUERY_METHODS,
  ...CLOSE_METHODS,
  ...REFUND_METHODS,
  ...RECEIVER_METHODS,
  ...SHARING_METHODS,
  ...SHARING_RETURN_METHODS,
  ...BILL_METHODS,
  ...SUB_MERCHANT_BILL_METHODS,
  ...MERCHANT_FUND_METHODS,
  ...COMBINE_METHODS,
  ...ECOMMERCE_SHARING_METHODS,
  ...ECOMMERCE_REFUND_METHODS,
  ...ECOMMERCE_FUND_METHODS,
  ...ECOMMERCE_SUBSIDY_METHODS,
  ...TRANSFER_METHODS,
  ...BATCH_METHODS,
];
