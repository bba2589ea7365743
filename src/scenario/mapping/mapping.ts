import { z } from 'zod';
import { CALLS, type Call } from '../target.ts';
import { spelled, word } from '../values.ts';

/** How a mapping file says what an application has for the calls of a scenario. */

const line = spelled(/^[^\r\n]{1,500}$/, 'one line of text');
const origin = spelled(/^https?:\/\/[^/\s]+$/, 'an origin, such as http://127.0.0.1:{port}');
const request = spelled(
  /^(GET|POST|PUT|PATCH|DELETE) \/\S*$/,
  'a method and a path, such as POST /orders/{order}/refunds',
);
const pointer = spelled(
  /^(\/[^/\s]+)+$/,
  'where it stands in the answer, as a JSON pointer such as /order/status',
);
const stated = z.union(
  [
    pointer,
    z.strictObject({
      at: pointer,
      words: z
        .record(z.string(), word)
        .describe('The application’s words, and ours for them: { paid: held }'),
    }),
  ],
  { error: 'a JSON pointer such as /status, or { at: /status, words: { paid: held } }' },
);

const headers = z
  .record(z.string(), line)
  .optional()
  .describe('{key} is the Idempotency-Key of a step that has one');
const asked = {
  request,
  headers,
  body: z
    .unknown()
    .optional()
    .describe('JSON, with {…} for what the step says; what our platform would be sent, when left out'),
};
const plainCall = z.strictObject(asked);

const openedAnswer = z.strictObject({ id: pointer });
const paymentAnswer = z.strictObject({
  id: pointer.describe('The number under which the provider knows the payment'),
  present: pointer.optional().describe('What the buyer is shown: a QR text, a URL; the number will do'),
});
const orderAnswer = z.strictObject({
  state: stated,
  captured: pointer.describe('All that the buyer has paid'),
  refunded: pointer.describe('All that has gone back'),
  refunding: pointer.optional().describe('On its way back'),
  held: pointer.optional().describe('What was paid and did not go back, when left out'),
  released: pointer.optional(),
  charged_back: pointer.optional(),
  payments: z
    .strictObject({ each: pointer, state: stated })
    .optional()
    .describe('awaiting, unknown, succeeded, closed, failed'),
  refunds: z
    .strictObject({ each: pointer, state: stated })
    .optional()
    .describe('refunding, succeeded, failed'),
});

const plainCalls = Object.fromEntries(
  Object.keys(CALLS).map((call) => [call, plainCall.optional()]),
) as Readonly<Record<Call, z.ZodOptional<typeof plainCall>>>;

/** With an answer left out, the application answers as our platform does. */
const calls = z.strictObject({
  ...plainCalls,
  open_order: z.strictObject({ ...asked, answer: openedAnswer.optional() }),
  start_payment: z.strictObject({ ...asked, answer: paymentAnswer.optional() }),
  read_order: z.strictObject({ ...asked, answer: orderAnswer.optional() }),
});

export const mappingSchema = z.strictObject({
  name: line.describe('What the application is called in what is told'),
  start: z
    .strictObject({
      command: z.array(line).min(1).describe('Run in the folder of this file, before each scenario'),
      env: z
        .record(z.string(), z.string())
        .optional()
        .describe('Beside our own: {port} is a free port, {alipay.gateway} the sandbox’s credentials'),
      ready: request.describe('What answers once it is ready: GET /health'),
    })
    .optional()
    .describe('How it is started; it runs already, when left out'),
  sandbox: z
    .strictObject({
      port: z.int().min(1).max(65_000).describe('The platform’s; providers follow it'),
      data: line.describe('The data folder with the keys that the application was given'),
    })
    .optional()
    .describe('Where an application that runs already looks for the providers, and knows them by'),
  origin,
  amounts: z.enum(['yuan', 'fen']).describe('What amounts are in: "100.00", or 10000'),
  channels: z
    .record(word, z.record(word, word))
    .describe('The providers and methods that it takes, and its words for them: { alipay: { qr: scan } }'),
  headers,
  calls,
  refusals: z
    .strictObject({ code: pointer, words: z.record(z.string(), word) })
    .optional()
    .describe('Where a refusal says why, and our words for its reasons'),
  tick: plainCall
    .optional()
    .describe('Called when time has passed: does what the application’s own timers would do by {now}'),
  idle: plainCall
    .optional()
    .describe('Called after each step; answers when the application has nothing in hand any more'),
});

/** What a mapping file says. */
export type Mapping = z.infer<typeof mappingSchema>;
export type MappedCall = z.infer<typeof plainCall>;
export type MappedCalls = Partial<Mapping['calls']>;
export type PaymentAnswer = z.infer<typeof paymentAnswer>;
export type OrderAnswer = z.infer<typeof orderAnswer>;
export type Stated = z.infer<typeof stated>;

/** How a system is spoken to. */
export type Spoken = Pick<Mapping, 'amounts' | 'headers' | 'refusals'> & {
  /** Any provider by any method, in our words, when left out. */
  readonly channels?: Mapping['channels'];
  readonly calls: MappedCalls;
};
