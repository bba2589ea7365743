import { z } from 'zod';

/** How a scenario reaches a world: over sockets, or inside the process. */
export type Send = (request: Request) => Promise<Response>;

/** What somebody answered. A refusal is an answer, too. */
export type Answer = { readonly ok: true; readonly value: unknown } | Refused;

export interface Refused {
  readonly ok: false;
  readonly status: number;
  /** snake_case, of a problem document; `http_502` where the answer was none. */
  readonly code: string;
  readonly detail: string;
}

const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** @param body as JSON; none without one */
export async function askJson(
  send: Send,
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const request = new Request(url, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await send(request);
  const { status, ok } = response;
  const text = await response.text();
  if (ok) return { ok, value: text === '' ? undefined : JSON.parse(text) };
  const problem = problemSchema.safeParse(parseOrNothing(text));
  return problem.success
    ? { ok: false, status, ...problem.data }
    : { ok: false, status, code: `http_${status}`, detail: text.slice(0, 200) };
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Something that has to work did not; the message is what the API said. */
class CallRefused extends Error {
  override name = 'CallRefused';
}

/** @throws CallRefused */
export function readJson(send: Send, url: string): Promise<unknown> {
  return mustWork(url, askJson(send, 'GET', url));
}

/** @throws CallRefused */
export function postJson(send: Send, url: string, body: object): Promise<unknown> {
  return mustWork(url, askJson(send, 'POST', url, body));
}

async function mustWork(url: string, asked: Promise<Answer>): Promise<unknown> {
  const answer = await asked;
  if (answer.ok) return answer.value;
  throw new CallRefused(
    `${new URL(url).pathname} answered ${answer.status} ${answer.code}: ${answer.detail}`,
  );
}
