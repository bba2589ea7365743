import { z } from 'zod';
import type { Instant } from '../time/index.ts';
import type { Step } from './steps/index.ts';
import { beginning, name, word } from './values.ts';

/** A story that can be played, as its file has it. */
export interface Scenario {
  readonly title: string;
  /** The bug that it would catch. */
  readonly catches: string;
  /** When it begins, where that matters: else at noon in Beijing on 22 November 2026. */
  readonly starts?: string | undefined;
  readonly steps: readonly Step[];
}

/** All of a scenario but its steps, which are read by their kinds. */
export const headSchema = z.strictObject({
  title: z.string().min(1).max(200).describe('What happens, in one sentence'),
  catches: z.string().min(1).describe('The bug that it would catch'),
  starts: beginning
    .optional()
    .describe('When it begins, where that matters; noon in Beijing on 22 November 2026, when left out'),
  steps: z.array(z.unknown()).min(1, { error: 'at least one step' }),
});

/** @returns undefined where it does not matter, or is not said rightly */
export function startOf({ starts }: { readonly starts?: unknown }): Instant | undefined {
  const read = beginning.safeParse(starts);
  return read.success ? Date.parse(read.data) : undefined;
}

/** What may stand beside the one thing that a step does. */
export const modifiersSchema = z.strictObject({
  of: name.optional().describe('The sale that the step is about; the latest, when left out'),
  refused: word.optional().describe('The step must be refused, with this code: dispute_open'),
  key: z.string().min(1).max(200).optional().describe('The Idempotency-Key of its request'),
});

export const togetherSchema = z.strictObject({
  together: z.array(z.unknown()).min(2, { error: 'at least two steps' }).describe('Steps at the same time'),
});
