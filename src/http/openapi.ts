import { OpenAPIHono, z } from '@hono/zod-openapi';
import { type Money, money } from '../money/index.ts';
import { parseDuration } from '../time/index.ts';
import { problemResponse } from './problem.ts';

/** An API whose bad input is answered with a problem document that names each field. */
export function createApi(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return undefined;
      const errors = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
      return problemResponse({
        status: 422,
        code: 'invalid_request',
        detail: 'The request is not as it should be. See errors.',
        facts: { errors },
      });
    },
  });
}

/** `{currency, value}`, an integer in minor units that JSON can carry exactly. */
export const moneySchema = z
  .object({
    // Every channel collects CNY so far, and the ledger's account names carry no currency.
    currency: z.literal('CNY'),
    value: z.int().positive().openapi({ description: 'Minor units (fen, cent), at most 2^53 - 1.' }),
  })
  .strict()
  .transform(({ currency, value }): Money => money(currency, BigInt(value)))
  .openapi('Money');

/** Somebody's work that one side pays for: `[{payee, amount}]`. */
export const chargesSchema = z
  .array(
    z
      .object({ payee: z.string().trim().min(1).max(200), amount: moneySchema })
      .strict()
      .transform(({ payee, amount }) => ({ payee, amount: amount.value })),
  )
  .max(20)
  .openapi('Charges');

/** An ISO 8601 duration, read as milliseconds. */
export const durationSchema = z
  .string()
  .transform((text, context) => {
    const durationMs = parseDuration(text);
    if (durationMs !== undefined) return durationMs;
    context.addIssue(
      'must be an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as P7D or PT2H30M',
    );
    return z.NEVER;
  })
  .openapi({ type: 'string', example: 'P7D' });

/** An ISO 8601 moment with its offset, read as milliseconds since 1970. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time', example: '2026-11-22T04:00:00Z' });

const problemSchema = z
  .object({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), detail: z.string() })
  .openapi('Problem', { description: 'RFC 9457; `code` is stable, further members give facts.' });

const anything = z.looseObject({});

/** What every route answers: its own success, problem documents, and the guard's 403. */
export function answers(status: 200 | 201, description: string) {
  return {
    [status]: { description, content: { 'application/json': { schema: anything } } },
    default: { description: 'A problem', content: { 'application/problem+json': { schema: problemSchema } } },
    403: { description: 'A Host or Origin header from elsewhere' },
  };
}

/** A JSON body that must be there. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true as const, content: { 'application/json': { schema } } };
}

/** A JSON body that may be left out. */
export function optionalJsonBody<S extends z.ZodType>(schema: S) {
  return { content: { 'application/json': { schema } } };
}
