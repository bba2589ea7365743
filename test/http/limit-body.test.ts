import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { type Client, clientOf, openTestWorld } from '../world.ts';

describe.each([{ kind: 'sockets', host: '127.0.0.1', port: 0 } as const, { kind: 'in-process' } as const])(
  'a request that does not say how large it is, over $kind',
  (place) => {
    let world: World;
    let client: Client;
    beforeAll(async () => {
      world = await openTestWorld({ place });
      client = clientOf(world);
    });
    afterAll(() => world.close());

    const chunked = (path: string, chunks: readonly string[]) =>
      world.transport(
        new Request(world.origin + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk))),
          duplex: 'half',
        }),
      );

    it('is done when it has no body, as a deletion has none', async () => {
      const { body } = await client.post('/sandbox/faults', { fault: 'notification_lost' });
      expect((await client.delete(`/sandbox/faults/${body.id}`)).status).toBe(204);
    });

    it('is read when it comes in chunks', async () => {
      expect((await chunked('/v1/sellers', ['{"name":', '"Lin"}'])).status).toBe(201);
    });

    it('is refused once it has grown too large', async () => {
      const megabyte = 'a'.repeat(1024 * 1024);
      const refused = await chunked('/v1/sellers', ['{"name":"', megabyte, '"}']);
      expect(refused.status).toBe(413);
      expect(await refused.json()).toMatchObject({ code: 'body_too_large' });
    });
  },
);
