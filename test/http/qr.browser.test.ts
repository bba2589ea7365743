import jsQR from 'jsqr';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { World } from '../../src/world.ts';
import { launchBrowser } from '../browser.ts';
import { clientOf, openBagOrder, openTestWorld } from '../world.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A world on sockets, and a payment in it that waits for its buyer. */
async function openPayment(channel: string) {
  const world = await openTestWorld({ place: { kind: 'sockets', host: '127.0.0.1', port: 0 } });
  onTestFinished(() => world.close());
  const client = clientOf(world);
  const { order } = await openBagOrder(client);
  const payment = await client.post(`/v1/orders/${order}/payments`, { channel, method: 'qr' });
  return { world, client, order, text: payment.body.present.value as string };
}

async function openPage(world: World, path: string) {
  const tab = await browser.newPage();
  onTestFinished(() => tab.close());
  await tab.goto(world.origin + path);
  return tab;
}

const SIDE = 200;

/** Run in the browser, and so as text: draws an SVG, and gives back its pixels. */
const READ_PIXELS = `async (svg) => {
  const image = new Image(${SIDE}, ${SIDE});
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = ${SIDE};
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, ${SIDE}, ${SIDE});
  return [...context.getImageData(0, 0, ${SIDE}, ${SIDE}).data];
}`;

/** Takes a picture of it, as a phone would, and reads that: by a library that did not draw it. */
async function scan(code: Locator): Promise<string | undefined> {
  const svg = await code.evaluate((element) => element.outerHTML);
  const pixels: number[] = await code.page().evaluate(`(${READ_PIXELS})(${JSON.stringify(svg)})`);
  return jsQR.default(Uint8ClampedArray.from(pixels), SIDE, SIDE)?.data;
}

describe.each(['alipay', 'wechatpay'])('a QR code of %s', (channel) => {
  it('is a picture on the page of its order, until that is paid', async () => {
    const { world, client, order, text } = await openPayment(channel);
    const code = (await openPage(world, `/orders/${order}`)).getByRole('img').locator('svg');
    const scanned = await scan(code);
    expect(scanned).toBe(text);
    expect((await client.post('/sandbox/wallet/pay', { provider: channel, token: scanned })).status).toBe(
      200,
    );
    expect(await (await openPage(world, `/orders/${order}`)).getByRole('img').count()).toBe(0);
  });

  it('is a picture on the home page and in the journal, whoever asked for it', async () => {
    const { world, text } = await openPayment(channel);
    const home = await openPage(world, '/');
    expect(await scan(home.getByRole('img').locator('svg'))).toBe(text);
    await home.getByRole('link', { name: channel }).click();
    await home.waitForURL(/\/journal\/\d+$/);
    expect(await scan(home.getByRole('img').locator('svg'))).toBe(text);
  });
});
