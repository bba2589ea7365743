import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { launchBrowser } from '../browser.ts';
import { clientOf, openTestWorld } from '../world.ts';

describe('the page of faults', () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    world = await openTestWorld({ place: { kind: 'sockets', host: '127.0.0.1', port: 0 } });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it('adds a fault with its aim, says what is wrong with one, and takes one back', async () => {
    const page = await browser.newPage();
    await page.goto(`${world.origin}/faults`);
    expect(await page.textContent('body')).toContain('Nothing waits to go wrong.');

    await page.selectOption('select[name=fault]', 'answer_slow');
    await page.selectOption('select[name=provider]', 'alipay');
    await page.fill('input[name=method]', 'alipay.trade.refund');
    await page.fill('input[name=count]', 'every 3');
    await page.fill('input[name=with]', 'delay=PT5S');
    await page.click('text=Add');
    expect(await page.textContent('[role=alert]')).toContain('every 3rd');
    expect(await page.inputValue('input[name=method]')).toBe('alipay.trade.refund');

    await page.fill('input[name=count]', 'every 3rd');
    await page.click('text=Add');
    const client = clientOf(world);
    expect((await client.get('/sandbox/faults')).body.faults).toMatchObject([
      { fault: 'answer_slow', provider: 'alipay', count: 'every 3rd', with: { delay: 'PT5S' }, struck: 0 },
    ]);
    expect(await page.textContent('table')).toContain('not yet');
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });

    await page.click('text=Remove');
    expect((await client.get('/sandbox/faults')).body.faults).toEqual([]);
    await page.close();
  });
});
