import { z } from 'zod';
import { defineFault } from './fault.ts';

export const serverError = defineFault({
  name: 'server_error',
  group: 'wire',
  summary:
    'An answer of 5xx: at 500 the provider’s own error, else one of a proxy before it. `done` says whether the provider has done all the same what it was asked.',
  parameters: { status: z.int().min(500).max(599).default(500), done: z.boolean().default(false) },
  effects: ({ status, done }) => {
    const fails = { failure: 'system_error', status } as const;
    return done ? { answer: { fails } } : { request: { fails } };
  },
});
