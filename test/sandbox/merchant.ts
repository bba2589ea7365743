import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Merchant {
  /** Where it wants to be notified. */
  readonly url: string;
  /** The bodies that arrived, in the order in which they did. */
  readonly heard: string[];
}

/** What a merchant's server does with the nth request, counted from 1, once it has read it. */
export type Reaction = (response: ServerResponse, n: number) => void;

/** A merchant's own server, on a real port, for as long as the test runs. */
export async function openMerchant(react: Reaction): Promise<Merchant> {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    heard.push((await request.toArray()).join(''));
    react(response, heard.length);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/notify`, heard };
}

/** Where nobody listens, though somebody did. */
export async function deserted(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/notify`;
}
