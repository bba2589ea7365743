/** `npm run docs:states`: writes docs/states.md anew. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawStates } from './state-diagrams.ts';

const folder = join(import.meta.dirname, '../../docs');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'states.md'), drawStates());
