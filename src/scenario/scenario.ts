import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { parseDecimal } from '../money/index.ts';
import { parseDuration } from '../time/index.ts';

const yuan = z
  .string()
  .refine((text) => parseDecimal('CNY', text) !== undefined, 'must be yuan in quotes, such as "10000.00"');
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be a duration, such as P2D or PT15S');

const stepSchema = z.union([
  z.strictObject({
    sell: z.strictObject({
      title: z.string(),
      amount: yuan,
      commission: z.string().regex(/^\d{1,2}(\.\d{1,2})?%$/, 'must be a percentage, such as 8%'),
      hold: duration.optional(),
    }),
  }),
  z.strictObject({ start_payment: z.strictObject({ channel: z.string(), method: z.string().optional() }) }),
  z.strictObject({
    buyer_pays: z.strictObject({
      method: z.string().optional(),
      instalments: z.int().optional(),
      outcome: z.string().optional(),
    }),
  }),
  z.strictObject({ order: z.enum(['ship', 'receive', 'accept', 'cancel']) }),
  z.strictObject({ refund: z.union([z.literal('all'), yuan]) }),
  z.strictObject({
    fault: z.strictObject({
      name: z.string(),
      provider: z.string().optional(),
      method: z.string().optional(),
      times: z.int().positive().optional(),
    }),
  }),
  z.strictObject({ time_passes: duration }),
  z.strictObject({
    expect: z.strictObject({
      order: z.string().optional(),
      held: yuan.optional(),
      released: yuan.optional(),
      refunded: yuan.optional(),
      /** Balances of accounts, credits less debits; `-` before what we have and do not owe. */
      accounts: z.record(z.string(), z.string()).optional(),
      /** How many notifications were sent, and how many of them were answered. */
      notifications: z.strictObject({ sent: z.int(), answered: z.int() }).optional(),
    }),
  }),
]);

const scenarioSchema = z.strictObject({
  title: z.string(),
  /** The bug that this scenario would catch. */
  catches: z.string(),
  steps: z.array(stepSchema).min(1),
});

export type Step = z.infer<typeof stepSchema>;
export type Scenario = z.infer<typeof scenarioSchema>;
export type Expectation = Extract<Step, { expect: unknown }>['expect'];

/** A file that is no scenario; the message says where and why. Nothing of it was run. */
class InvalidScenario extends Error {
  override name = 'InvalidScenario';
}

/**
 * @param fileName for messages
 * @throws InvalidScenario
 */
export function parseScenario(text: string, fileName: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [flaw] = document.errors;
  if (flaw) throw new InvalidScenario(`${fileName}: ${flaw.message}`);
  const parsed = scenarioSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map((part) => (typeof part === 'number' ? part : String(part))) ?? [];
  const node = document.getIn(path, true);
  const offset = isRanged(node) ? node.range[0] : 0;
  const { line, col } = lines.linePos(offset);
  throw new InvalidScenario(`${fileName}:${line}:${col}: ${path.join('.')}: ${issue?.message}`);
}

function isRanged(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
