import { z } from 'zod';
import type { Step } from './steps/index.ts';
import { name, word } from './values.ts';

/** A story that can be played, as its file has it. */
export interface Scenario {
  readonly title: string;
  /** The bug that it would catch. */
  readonly catches: string;
  readonly steps: readonly Step[];
}

/** All of a scenario but its steps, which are read by their kinds. */
export const headSchema = z.strictObject({
  title: z.string().min(1).max(200).describe('What happens, in one sentence'),
  catches: z.string().min(1).describe('The bug that it would catch'),
  steps: z.array(z.unknown()).min(1, { error: 'at least one step' }),
});

/** What may stand beside the one thing that a step does. */
export const modifiersSchema = z.strictObject({
  of: name.optional().describe('The sale that the step is about; the latest, when left out'),
  refused: word.optional().describe('The step must be refused, with this code: dispute_open'),
  key: z.string().min(1).max(200).optional().describe('The Idempotency-Key of its request'),
});

export const togetherSchema = z.strictObject({
  together: z.array(z.unknown()).min(2, { error: 'at least two steps' }).describe('Steps at the same time'),
});
