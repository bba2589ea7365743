import { expect, it } from 'vitest';
import { ConnectionLost, inProcessTransport } from '../../src/sandbox/index.ts';

const send = inProcessTransport(
  new Map([
    ['http://till.test', async (request: Request) => new Response(`${request.method} ${request.url}`)],
    ['http://lost.test', async () => Promise.reject(new ConnectionLost('as asked'))],
    ['http://broken.test', async () => Promise.reject(new RangeError('a bug'))],
    ['http://moved.test', async () => Response.redirect('http://till.test/')],
  ]),
);

it('the transport inside a process brings a request to the handler of its origin', async () => {
  const answer = await send(new Request('http://till.test/a?b=c', { method: 'DELETE' }));
  expect(await answer.text()).toBe('DELETE http://till.test/a?b=c');
});

it.each([
  ['nobody listens', 'http://nobody.test/'],
  ['nobody listens at the port', 'http://till.test:81/'],
  ['the connection is lost', 'http://lost.test/'],
])('the transport inside a process rejects as fetch does when %s', async (_why, url) => {
  await expect(send(new Request(url))).rejects.toThrow(new TypeError('fetch failed'));
});

it('the transport inside a process follows no redirect', async () => {
  expect((await send(new Request('http://moved.test/'))).status).toBe(302);
});

it('the transport inside a process hides no bug of a handler', async () => {
  await expect(send(new Request('http://broken.test/'))).rejects.toThrow(RangeError);
});
