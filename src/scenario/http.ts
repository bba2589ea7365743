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
  /** All that was said: JSON, or the text where it is none. */
  readonly body?: unknown;
}

/** A provider did not answer, or not properly; whoever asked it says so, and has changed nothing. */
const BAD_GATEWAY = 502;

/** Whether nobody knows what was done. A refusal says that nothing was. */
export function isInDoubt(status: number): boolean {
  return status >= 500 && status !== BAD_GATEWAY;
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
  const said = readOrKeep(text);
  if (ok) return { ok, value: said };
  const problem = problemSchema.safeParse(said);
  return problem.success
    ? { ok: false, status, ...problem.data, body: said }
    : { ok: false, status, code: `http_${status}`, detail: text.slice(0, 200), body: said };
}

/** What is no JSON stays a text, for whoever did not expect any. */
function readOrKeep(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
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
