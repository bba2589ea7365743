import { z } from 'zod';
import type { Vocabulary } from '../views.ts';
import { mappingSchema } from './mapping.ts';

/** A JSON Schema of mapping files, by which editors complete and check them. */
export function mappingJsonSchema({ providers }: Vocabulary): Readonly<Record<string, unknown>> {
  const { $schema, properties, ...drawn } = z.toJSONSchema(mappingSchema, { io: 'input' });
  const channels = Object.fromEntries(
    providers.map(({ name }) => [name, { type: 'object', additionalProperties: { type: 'string' } }]),
  );
  return {
    $schema,
    title: 'How Counterfoil calls an application',
    ...drawn,
    properties: {
      ...properties,
      channels: { ...describedBy(properties?.channels), properties: channels, additionalProperties: false },
    },
  };
}

function describedBy(schema: unknown): object {
  const description =
    typeof schema === 'object' && schema !== null && 'description' in schema ? schema.description : undefined;
  return { type: 'object', description };
}
