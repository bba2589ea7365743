import { writeFileSync } from 'node:fs';
import { drawnMappingSchema, drawnSchema, MAPPING_SCHEMA_FILE, SCHEMA_FILE } from './schema-file.ts';

/** `npm run docs:schema` */
writeFileSync(SCHEMA_FILE, await drawnSchema());
writeFileSync(MAPPING_SCHEMA_FILE, await drawnMappingSchema());
