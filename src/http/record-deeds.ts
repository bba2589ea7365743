import type { MiddlewareHandler } from 'hono';
import type { Sandbox } from '../sandbox/index.ts';

/** Providers' notifications are in the journal already, and a reset ends the journal. */
const RECORDED = /^\/(v1|sandbox)\/(?!notifications\/)(?!reset$)/;

const READS = ['GET', 'HEAD', 'OPTIONS'];

/** Of these nothing is kept but that they were called: they hand out secrets, and take addresses with some in them. */
const SECRETIVE = /^\/v1\/webhook_endpoints/;

/** Members that are nobody's business, at any depth. */
const SECRET_MEMBER = /secret|password|private|credential|(^|_)key$/i;

/** In what has none of these words no such member is: most bodies are not gone through. */
const MAY_BE_SECRET = /secret|password|private|credential|key/i;

/**
 * Writes what people did into the journal, so that what happened can be told, and played again, from there
 * alone: every call to the platform and to the sandbox that was to change something, refused or not.
 */
export function recordDeeds({ journal, clock }: Sandbox): MiddlewareHandler {
  let begun = 0;
  return async (c, next) => {
    const { method: httpMethod, path } = c.req;
    const [, room] = RECORDED.exec(path) ?? [];
    if (READS.includes(httpMethod) || room === undefined) return next();
    const body = await c.req.text();
    begun += 1;
    const when = { at: clock.now(), begun: { after: journal.lastSeq(), nth: begun } };
    await next();
    // Nobody knows what came of it, on a disk that is full for one: whoever asked will ask again.
    if (c.res.status === 503) return;
    const keep = (text: string) => (SECRETIVE.test(path) ? '' : withoutSecrets(text));
    const order = /^\/v1\/orders\/([^/]+)/.exec(path)?.[1];
    const key = c.req.header('idempotency-key');
    await journal.appendInGroup({
      ...when,
      provider: room === 'v1' ? 'platform' : 'sandbox',
      direction: 'in',
      httpMethod,
      url: c.req.url,
      ...(order === undefined ? {} : { order }),
      request: { headers: key === undefined ? {} : { 'idempotency-key': key }, body: keep(body) },
      answer: { status: c.res.status, headers: {}, body: keep(await c.res.clone().text()) },
      faults: [],
    });
  };
}

/** JSON with its secrets blotted out; what is no JSON is not kept. */
function withoutSecrets(text: string): string {
  if (text === '') return '';
  try {
    const hide = (name: string, value: unknown) => (SECRET_MEMBER.test(name) ? '…' : value);
    return JSON.stringify(JSON.parse(text, MAY_BE_SECRET.test(text) ? hide : undefined));
  } catch {
    return '';
  }
}
