import { writeFileSync } from 'node:fs';
import { drawnSchema, SCHEMA_FILE } from './schema-file.ts';

/** `npm run docs:schema` */
writeFileSync(SCHEMA_FILE, await drawnSchema());
