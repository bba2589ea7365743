import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { clientOf, openTestWorld } from '../world.ts';

it('what the books cannot answer says whether it may have been done', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'counterfoil-'));
  const errors: unknown[] = [];
  const world = await openTestWorld({ dataFolder, onError: (error) => errors.push(error) });
  const client = clientOf(world);
  const spoiler = new DatabaseSync(join(dataFolder, 'platform.db'));
  spoiler.exec('DROP TABLE document');
  spoiler.close();

  expect(await client.get('/v1/sellers/sel_1')).toMatchObject({
    status: 503,
    body: { code: 'unavailable', detail: 'This cannot be read now. Ask again in a moment.' },
  });
  expect(await client.post('/v1/sellers', { name: 'Lin' })).toMatchObject({
    status: 503,
    body: { code: 'unavailable', detail: expect.stringMatching(/not known .* same Idempotency-Key/) },
  });
  expect(errors).toHaveLength(2);
  await world.close();
  rmSync(dataFolder, { recursive: true });
});
