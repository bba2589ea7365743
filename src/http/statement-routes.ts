import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type Context,
  explainBreak,
  findStatement,
  listStatements,
  pullStatement,
  type Result,
  statementView,
} from '../platform/index.ts';
import { json } from './json.ts';
import { answers, jsonBody } from './openapi.ts';
import { refusalResponse } from './problem.ts';

const path = '/v1/statements/{channel}/{day}';
const params = z.object({ channel: z.string(), day: z.iso.date() });
const responses = answers(200, 'The statement');

const explanationSchema = z
  .object({ about: z.string().min(1).max(200), explanation: z.string().trim().min(1).max(2_000) })
  .strict()
  .openapi('Explanation');

/** What providers say happened on a day, held against the books. */
export function statementRoutes(api: OpenAPIHono, context: Context): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/statements',
      summary: 'The statements of all days, the latest first',
      responses: answers(200, 'The statements'),
    }),
    async () => json({ statements: (await listStatements(context)).map(statementView) }),
  );
  api.openapi(
    createRoute({ method: 'get', path, summary: 'A day’s statement', request: { params }, responses }),
    async (c) => answerWith(await findStatement(context, idOf(c.req.valid('param')))),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${path}/pull`,
      summary: 'Ask the provider for it now, and hold it against the books as they are by now',
      request: { params },
      responses,
    }),
    async (c) => answerWith(await pullStatement(context, idOf(c.req.valid('param')))),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: `${path}/explain`,
      summary: 'Say why something on it does not agree with the books',
      request: { params, body: jsonBody(explanationSchema) },
      responses,
    }),
    async (c) => {
      const { about, explanation } = c.req.valid('json');
      return answerWith(await explainBreak(context, idOf(c.req.valid('param')), about, explanation));
    },
  );
}

function idOf({ channel, day }: z.infer<typeof params>): string {
  return `${channel}/${day}`;
}

function answerWith(found: Result<Parameters<typeof statementView>[0]>): Response {
  return found.ok ? json(statementView(found.value)) : refusalResponse(found);
}
