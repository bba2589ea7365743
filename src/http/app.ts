import { HTTPException } from 'hono/http-exception';
import type { Context } from '../platform/index.ts';
import { type ControlContext, controlApi } from './control-api.ts';
import { guard } from './guard.ts';
import { limitBody } from './limit-body.ts';
import { createApi } from './openapi.ts';
import { pages } from './pages/index.ts';
import { platformApi } from './platform-api.ts';
import { problemResponse } from './problem.ts';
import { recordDeeds } from './record-deeds.ts';
import { requireKey } from './require-key.ts';

export interface AppOptions {
  readonly platform: Context;
  readonly control: ControlContext;
  /** The name under which it is reached, besides loopback's. */
  readonly hostname: string;
  /** Other machines reach it: then everything needs a key, and not `/v1` alone. */
  readonly isExposed: boolean;
  /** Is told of an error that nobody foresaw, before it is answered. */
  readonly onError: (error: unknown) => void;
}

/** The platform's own origin: `/v1`, `/sandbox`, the pages and `/openapi.json`. */
export function createApp({ platform, control, hostname, isExposed, onError }: AppOptions) {
  const app = createApi();
  app.use(guard(hostname));
  app.use(limitBody());
  app.use(isExposed ? '*' : '/v1/*', requireKey(platform, isExposed));
  app.use(recordDeeds(control.sandbox));
  platformApi(app, platform);
  controlApi(app, control);
  pages(app, platform, control.sandbox);
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Counterfoil',
      version: '1',
      description: 'Amounts are in minor units. Errors are RFC 9457.',
    },
  });
  app.notFound((c) =>
    problemResponse({
      status: 404,
      code: 'not_found',
      detail: `Nothing is at ${c.req.method} ${c.req.path}.`,
    }),
  );
  app.onError((error, c) => {
    if (error instanceof HTTPException) return fromHttpException(error);
    onError(error);
    const detail = c.req.method === 'GET' ? NOT_READ : NOT_KNOWN;
    return problemResponse({ status: 503, code: 'unavailable', detail });
  });
  return app;
}

const NOT_READ = 'This cannot be read now. Ask again in a moment.';
const NOT_KNOWN = 'It is not known whether this was done. Send it again with the same Idempotency-Key.';

/** Hono's own refusals: malformed JSON, a body of another media type. */
function fromHttpException(error: HTTPException): Response {
  if (error.res) return error.res;
  const code = error.status === 415 ? 'unsupported_media_type' : 'malformed_request';
  const detail = error.status === 415 ? 'Send JSON, with Content-Type: application/json.' : error.message;
  return problemResponse({ status: error.status, code, detail });
}
