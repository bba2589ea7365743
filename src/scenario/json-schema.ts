import { z } from 'zod';
import { headSchema, modifiersSchema, togetherSchema } from './scenario.ts';
import { STEP_KINDS } from './steps/index.ts';
import type { FaultWord, Vocabulary } from './views.ts';

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
  const action = {
    type: 'object',
    description: 'One step: a word, and what it takes.',
    properties: { ...Object.fromEntries(steps), ...propertiesOf(draw(modifiersSchema)) },
    additionalProperties: false,
    oneOf: [...STEP_KINDS.keys()].map((name) => ({ type: 'object', required: [name] })),
  };
  const together = draw(togetherSchema);
  const step = {
    anyOf: [
      { $ref: '#/$defs/action' },
      {
        ...together,
        properties: { together: { type: 'array', minItems: 2, items: { $ref: '#/$defs/action' } } },
      },
    ],
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
    $defs: { action, step },
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
      return {
        ...withProperties(drawn, { name: fault, provider: names }),
        allOf: faults.flatMap(parametersOf),
      };
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

/** What a fault takes, where it takes something. */
function parametersOf({ name, parameters = {} }: FaultWord): Json[] {
  if (Object.keys(propertiesOf(parameters)).length === 0) return [];
  const { $schema: _draft, ...taken } = parameters;
  return [
    {
      if: { properties: { name: { const: name } }, required: ['name'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { with: taken } },
    },
  ];
}

function withProperties(drawn: Json, properties: Json): Json {
  return { ...drawn, properties: { ...propertiesOf(drawn), ...properties } };
}

function propertiesOf({ properties }: Json): Json {
  return typeof properties === 'object' && properties !== null ? { ...properties } : {};
}
