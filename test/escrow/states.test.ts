import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawStates } from './state-diagrams.ts';

it('docs/states.md shows what the code does; `npm run docs:states` draws it anew', () => {
  const kept = readFileSync(join(import.meta.dirname, '../../docs/states.md'), 'utf8');
  expect(drawStates()).toBe(kept);
});
