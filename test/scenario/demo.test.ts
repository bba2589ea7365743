import { expect, it } from 'vitest';
import { tellSale } from '../../src/scenario/index.ts';
import { openTestWorld } from '../world.ts';

it('the demo tells the sale with its signed messages and balanced books', async () => {
  const lines: string[] = [];
  const world = await openTestWorld();
  await tellSale(world.origin, world.transport, (line) => lines.push(line));
  await world.close();
  const story = lines.join('\n');
  expect(story).toContain('The order is released.');
  expect(story).toMatch(/platform → alipay +alipay\.trade\.precreate, signature valid/);
  expect(story).toMatch(/alipay → platform +trade_status_sync, signature valid/);
  expect(story).toMatch(/income:commission +¥800\.00/);
  expect(story).toMatch(/seller:sel_\w+:available +¥9,200\.00/);
});
