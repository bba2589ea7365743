import { z } from 'zod';
import { headSchema, modifiersSchema } from './scenario.ts';
import { STEP_KINDS } from './steps/index.ts';
import type { Vocabulary } from './views.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * A JSON Schema of scenario files, by which editors complete and check them. It says less than the parser knows:
 * not whether a sale has been named before, or a moment has passed.
 */
export function scenarioSchema(vocabulary: Vocabulary): Json {
  const steps = [...STEP_KINDS.values()].map(({ name, summary, schema }) => [
    name,
    withWords(name, { ...draw(schema), description: summary }, vocabulary),
  ]);
  const step = {
    type: 'object',
    description: 'One step: a word, and what it takes.',
    properties: { ...Object.fromEntries(steps), ...propertiesOf(draw(modifiersSchema)) },
    additionalProperties: false,
    oneOf: [...STEP_KINDS.keys()].map((name) => ({ required: [name] })),
  };
  const head = draw(headSchema);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A Counterfoil scenario',
    ...head,
    properties: {
      ...propertiesOf(head),
      steps: { type: 'array', minItems: 1, items: { $ref: '#/$defs/step' } },
    },
    $defs: { step },
  };
}

function draw(schema: z.ZodType): Json {
  const { $schema: _draft, ...drawn } = z.toJSONSchema(schema, { io: 'input' });
  return drawn;
}

/** The words that the world knows, where a step takes one of them. */
function withWords(kind: string, drawn: Json, { faults, providers }: Vocabulary): Json {
  const names = { enum: providers.map(({ name }) => name) };
  const fault = {
    oneOf: faults.map(({ name, summary }) => ({ const: name, description: summary })),
  };
  switch (kind) {
    case 'fault':
      return withProperties(drawn, { name: fault, provider: names });
    case 'end_fault':
      return { description: drawn.description, ...fault };
    case 'provider':
      return withProperties(drawn, { name: names });
    case 'start_payment':
    case 'payee':
      return withProperties(drawn, { channel: names });
    default:
      return drawn;
  }
}

function withProperties(drawn: Json, properties: Json): Json {
  return { ...drawn, properties: { ...propertiesOf(drawn), ...properties } };
}

function propertiesOf({ properties }: Json): Json {
  return typeof properties === 'object' && properties !== null ? { ...properties } : {};
}
