import { readFileSync } from 'node:fs';
import { Verifier } from '@pact-foundation/pact';
import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import { listen } from '../src/http/listen.ts';
import { pactPath } from './pact.ts';
import type { ProviderAlone } from './provider-alone.ts';

/** Of what Pact's request filter is given, what is used here: Express's, which brings no types along. */
interface FilteredRequest {
  readonly method: string;
  readonly path: string;
  readonly query: object;
  readonly body: object | undefined;
}
interface FilterResponse {
  status(status: number): FilterResponse;
  type(contentType: string): FilterResponse;
  send(body: string): unknown;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  /** Empty for none. */
  readonly body: Record<string, unknown>;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** A provider that is held to its pact. */
export interface HeldProvider<World extends ProviderAlone> {
  readonly name: string;
  /** Opens it by itself, empty. */
  open(origin: string): Promise<World>;
  /** The states that the pact may name. */
  readonly states: readonly string[];
  /** Makes happen what the pact says has happened. @returns what requests then carry of what only it can say */
  bringAbout(world: World, state: string, parameters: unknown): Promise<Record<string, string>>;
  /** What signed requests begin with: they are asked in place of Pact, which cannot sign. */
  readonly signedPath: string;
  ask(world: World, asked: Asked): Promise<Answered>;
  /** What its notifications are of. */
  readonly notifications: readonly { readonly of: string }[];
  /** What the last one of them says, opened. */
  readLatest(world: World): Promise<object>;
}

const pactSchema = z.object({ interactions: z.array(z.object({ description: z.string() })) });
const reportSchema = z.object({
  interactionResults: z.array(z.looseObject({ description: z.string(), result: z.string() })),
});
const texts = z.record(z.string(), z.string());

/** Holds a provider to the pact that is kept. Each interaction finds a world of its own. */
export async function expectKept<World extends ProviderAlone>(held: HeldProvider<World>): Promise<void> {
  let world: World | undefined;
  const current = (): World => {
    if (!world) throw new Error('the interaction has no state');
    return world;
  };
  const listener = await listen((request) => current().provider(request), '127.0.0.1', 0);
  onTestFinished(async () => {
    await listener.close();
    await world?.sandbox.close();
  });

  const setState = (state: string) => async (parameters: unknown) => {
    await world?.sandbox.close();
    world = await held.open(listener.origin);
    return held.bringAbout(world, state, parameters);
  };
  const askSigned = async (request: FilteredRequest, response: FilterResponse, next: () => void) => {
    const { method, path, query, body } = request;
    if (!path.startsWith(held.signedPath)) return next();
    const asked = { method, path, query: texts.parse(query), body: { ...body } };
    const { status, text } = await held.ask(current(), asked);
    response.status(status).type('json').send(text);
  };

  const pactFile = pactPath(held.name);
  const verifier = new Verifier({
    provider: held.name,
    providerBaseUrl: listener.origin,
    pactUrls: [pactFile],
    stateHandlers: Object.fromEntries(held.states.map((state) => [state, setState(state)])),
    requestFilter: askSigned,
    messageProviders: Object.fromEntries(
      held.notifications.map(({ of }) => [`a notification of ${of}`, () => held.readLatest(current())]),
    ),
    logLevel: 'error',
  });
  const report = await verifier.verifyProvider().catch((error: Error) => error.message);
  const { interactionResults } = reportSchema.parse(JSON.parse(String(report)));
  const { interactions } = pactSchema.parse(JSON.parse(readFileSync(pactFile, 'utf8')));
  expect(interactionResults.filter(({ result }) => result !== 'OK')).toEqual([]);
  expect(interactionResults).toHaveLength(interactions.length);
}
