import { htmlReport } from './html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import type { Skipped, Told } from './told.ts';

export { tellFailure, tellOutcome, tellSkipped } from './text.ts';
export type { Skipped, Told } from './told.ts';

/** Every form that a report can have. */
export const REPORTS: Readonly<Record<string, (told: readonly Told[], skipped: readonly Skipped[]) => string | Promise<string>>> = {
  junit: junitReport,
  json: jsonReport,
  html: htmlReport,
};
