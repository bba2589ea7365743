import { expect, it } from 'vitest';
import { z } from 'zod';
import { CALLS } from '../../src/scenario/index.ts';
import { clientOf, openTestWorld } from '../world.ts';

/** `POST /v1/orders/{}/ship` */
const plain = (call: string) => call.replaceAll(/\{\w+\}/g, '{}').replace(/\?.*/, '');

it('all that the platform can be asked to do can be told in a scenario', async () => {
  const world = await openTestWorld();
  const { body } = await clientOf(world).get('/openapi.json');
  await world.close();
  const paths = z.record(z.string(), z.record(z.string(), z.unknown())).parse(body.paths);
  const deeds = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .filter((deed) => !deed.startsWith('GET '))
    .map(plain);
  expect(deeds.length).toBeGreaterThan(20);
  expect(deeds.filter((deed) => !Object.values(CALLS).map(plain).includes(deed))).toEqual([]);
});
