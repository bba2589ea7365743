import type { z } from 'zod';
import type { ExchangeDraft } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';
import type { SubCode } from './errors.ts';
import type { Office } from './office.ts';
import type { Order } from './trade.ts';
import type { TradeReference } from './trades.ts';
import { type Answer, readContent } from './wire.ts';

/** A call that has passed the gateway: it is signed by the app it names. */
export interface Call {
  readonly office: Office;
  readonly now: Instant;
  readonly parameters: ReadonlyMap<string, string>;
  readonly exchange: ExchangeDraft;
}

/** One method of the open platform, called by a server: it answers in JSON. */
export interface ApiMethod {
  readonly name: string;
  /** For the README. */
  readonly summary: string;
  /** Where its rules were read. */
  readonly source: string;
  answer(bizContent: string, call: Call): Answer;
}

interface Definition<Content> extends Pick<ApiMethod, 'name' | 'summary' | 'source'> {
  readonly content: z.ZodType<Content>;
  /** What it calls a parameter that is missing or not as it should be. */
  readonly invalid?: SubCode;
  answer(content: Content, call: Call): Answer;
}

export function apiMethod<Content>(definition: Definition<Content>): ApiMethod {
  const { name, summary, source, content: schema, invalid = 'ACQ.INVALID_PARAMETER' } = definition;
  return {
    name,
    summary,
    source,
    answer: (bizContent, call) => {
      const reading = readContent(schema, bizContent, invalid);
      return reading.ok ? definition.answer(reading.content, call) : reading;
    },
  };
}

/** Finds what a call is about, and tells the journal. */
export function findOrder(reference: TradeReference, { office, exchange }: Call): Order | undefined {
  const order = office.trades.find(reference);
  const number = order?.terms.outTradeNo ?? reference.out_trade_no;
  if (number !== undefined) exchange.order = number;
  return order;
}
