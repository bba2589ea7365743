import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  FAULT_KINDS,
  type Fault,
  type FaultKind,
  parseCount,
  type Sandbox,
  type Strike,
} from '../sandbox/index.ts';
import { hint } from '../spelling/index.ts';
import { formatInstant, type Instant } from '../time/index.ts';
import { json } from './json.ts';
import { answers, instantSchema, jsonBody } from './openapi.ts';
import { type Problem, problemResponse } from './problem.ts';

const KINDS = new Map(FAULT_KINDS.map((kind) => [kind.name, kind]));

const fields = {
  fault: z.string(),
  provider: z.string().optional(),
  method: z.string().optional().openapi({ description: 'In the provider’s words: alipay.trade.refund' }),
  order: z.string().optional().openapi({ description: 'The merchant’s order number' }),
  times: z.int().min(1).max(1_000_000).optional().openapi({ description: 'As count: first n' }),
  count: z
    .string()
    .refine((text) => parseCount(text) !== undefined, 'must be like first 2, every 3rd, the 2nd, or always')
    .optional()
    .openapi({ description: 'first 2, every 3rd, the 2nd, always', example: 'first 2' }),
  from: instantSchema.optional(),
  until: instantSchema.optional(),
  with: z.record(z.string(), z.unknown()).default({}).openapi({ description: 'The fault’s own parameters' }),
};

const newFault = z
  .looseObject(fields)
  .superRefine((given, context) => {
    for (const message of strangersIn(given, Object.keys(fields))) context.addIssue(message);
    if (given.times !== undefined && given.count !== undefined) {
      context.addIssue('times and count say the same: give one of them');
    }
    if (given.from !== undefined && given.until !== undefined && given.until <= given.from) {
      context.addIssue({ code: 'custom', path: ['until'], message: 'must be after from' });
    }
  })
  .openapi('NewFault');

const strikesQuery = z.object({ after: z.coerce.number().int().nonnegative().default(0) });

/** `/sandbox/faults`: what goes wrong, and when. */
export function faultRoutes(api: OpenAPIHono, sandbox: Sandbox): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/sandbox/faults',
      summary: 'Lets something go wrong',
      request: { body: jsonBody(newFault) },
      responses: answers(201, 'The fault that waits for its moment'),
    }),
    (c) => {
      const added = addFault(sandbox, c.req.valid('json'));
      return added.ok ? json(faultView(added.fault), 201) : problemResponse(added.problem);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/sandbox/faults',
      summary: 'The faults that wait for their moment, how often each has struck, and every kind there is',
      responses: answers(200, 'The faults'),
    }),
    () => json({ faults: sandbox.faults.list().map(faultView), kinds: KIND_VIEWS }),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/sandbox/faults/strikes',
      summary: 'What faults struck since this start, oldest first; the next page begins after the last seq',
      request: { query: strikesQuery },
      responses: answers(200, 'The strikes'),
    }),
    (c) => json({ strikes: sandbox.faults.strikes(c.req.valid('query').after).map(strikeView) }),
  );
  api.delete('/sandbox/faults/:id', (c) => {
    if (sandbox.faults.remove(c.req.param('id'))) return c.body(null, 204);
    return problemResponse({ status: 404, code: 'fault_not_found', detail: 'No such fault is waiting.' });
  });
}

type Added = { readonly ok: true; readonly fault: Fault } | { readonly ok: false; readonly problem: Problem };

/** Adds a fault, if there is one of that name and all that it is given makes sense. */
function addFault(sandbox: Sandbox, request: z.output<typeof newFault>): Added {
  const { fault: name, provider, method, order, from, until, times, count, with: given } = request;
  const kind = KINDS.get(name);
  if (!kind) return refused('unknown_fault', `There is no fault ${name}.${hint(name, [...KINDS.keys()])}`);
  const known = [...sandbox.providers.keys()];
  if (provider !== undefined && !known.includes(provider)) {
    return refused('unknown_provider', `There is no provider ${provider}.${hint(provider, known)}`, {
      known,
    });
  }
  const why = sandbox.providers.get(provider ?? '')?.spared?.[name];
  if (why !== undefined) return refused('fault_never_strikes', `${provider} never has ${name}: ${why}.`);
  const flaws = parameterFlaws(kind, given);
  if (flaws.length > 0) {
    return refused('invalid_request', `The parameters of ${name} are not as they should be. See errors.`, {
      errors: flaws,
    });
  }
  const aim = { provider, method, order, from, until };
  return {
    ok: true,
    fault: sandbox.faults.add({
      fault: name,
      aim,
      count: times === undefined ? count : `first ${times}`,
      with: given,
    }),
  };
}

function refused(code: string, detail: string, facts: Problem['facts'] = {}): Added {
  return { ok: false, problem: { status: 422, code, detail, facts } };
}

interface Flaw {
  readonly field: string;
  readonly message: string;
}

function parameterFlaws({ parameters }: FaultKind, given: Readonly<Record<string, unknown>>): Flaw[] {
  const strangers = strangersIn(given, Object.keys(parameters.shape));
  const parsed = parameters.safeParse(given);
  const issues = parsed.success ? [] : parsed.error.issues;
  return [
    ...strangers.map((message) => ({ field: 'with', message })),
    ...issues
      .filter(({ code }) => code !== 'unrecognized_keys')
      .map(({ path, message }) => ({ field: ['with', ...path].join('.'), message })),
  ];
}

/** What is said of members that nobody knows. */
function strangersIn(given: object, known: readonly string[]): string[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const allowed = known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`;
      return `there is no ${name}: ${allowed}.${hint(name, known)}`;
    });
}

/** A waiting fault as the API shows it; `struck` is 0 while it has met nothing that it is aimed at. */
function faultView({ id, fault, aim, count, with: given, seen, struck }: Fault) {
  const { provider = null, method = null, order = null, from, until } = aim;
  return {
    id,
    fault,
    provider,
    method,
    order,
    count,
    from: momentView(from),
    until: momentView(until),
    with: given,
    seen,
    struck,
  };
}

function strikeView({ seq, fault, provider, method, order }: Strike) {
  return { seq, fault, provider, method: method ?? null, order: order ?? null };
}

function momentView(moment: Instant | undefined): string | null {
  return moment === undefined ? null : formatInstant(moment);
}

function kindView({ name, group, summary, parameters }: FaultKind) {
  return { name, group, summary, parameters: z.toJSONSchema(parameters, { io: 'input' }) };
}

const KIND_VIEWS = FAULT_KINDS.map(kindView);
