import { z } from 'zod';
import { text } from '../wire.ts';

/** A trade by its number, or by the merchant's. One of the two must be there. */
export const tradeReference = z
  .object({ trade_no: text(64).optional(), out_trade_no: text(64).optional() })
  .refine((content) => content.trade_no !== undefined || content.out_trade_no !== undefined, {
    message: 'trade_no or out_trade_no is needed',
  });
