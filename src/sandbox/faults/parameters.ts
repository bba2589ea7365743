import { z } from 'zod';
import { parseDuration } from '../../time/index.ts';

/** An ISO 8601 duration, read as milliseconds. */
export function duration(usual: string) {
  return z
    .string()
    .default(usual)
    .transform((text, context) => {
      const durationMs = parseDuration(text);
      if (durationMs !== undefined) return durationMs;
      context.addIssue('must be an ISO 8601 duration, such as PT30S or P2D');
      return z.NEVER;
    });
}
