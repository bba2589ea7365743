import { formatBeijing } from '../time/index.ts';
import type { Run } from './run.ts';

/**
 * The story, with the money wherever it has moved; the same for the same seed, wherever it is played.
 * Expectations stand under the step that they follow.
 */
export function transcriptOf({ scenario, start, steps, failure }: Run): string {
  const lines = [scenario.title, '', `It is ${formatBeijing(start)} in Beijing.`];
  let [now, money, told] = [start, '', 0];
  for (const step of steps) {
    if (!step.isExpectation) {
      told += 1;
      const time = step.at === now ? '' : `  (${formatBeijing(step.at)})`;
      lines.push('', `${String(told).padStart(2)}. ${step.sentence}${time}`);
    }
    const moved = step.money.join(' · ');
    if (moved !== money) lines.push(`    ${moved}`);
    lines.push(...step.checks.map(({ says, holds }) => `    ${holds ? '✓' : '✗'} ${says}`));
    [now, money] = [step.at, moved];
  }
  if (failure) lines.push('', `BROKEN  ${failure.message}`);
  return `${lines.join('\n')}\n`;
}
