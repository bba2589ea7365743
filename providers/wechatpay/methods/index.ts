import type { ApiMethod } from '../method.ts';
import { certificates } from './certificates.ts';
import { CLOSE_METHODS } from './close.ts';
import { PREPAY_METHODS } from './prepay.ts';
import { QUERY_METHODS } from './query.ts';
import { REFUND_METHODS } from './refunds.ts';

/** Every endpoint that a merchant's server can call. */
export const API_METHODS: readonly ApiMethod[] = [
  certificates,
  ...PREPAY_METHODS,
  ...QUERY_METHODS,
  ...CLOSE_METHODS,
  ...REFUND_METHODS,
];
