import { z } from 'zod';
import type { Instant } from '../time/index.ts';
import { type Answer, askJson, postJson, readJson, type Send } from './http.ts';
import {
  type Exchange,
  faultKindsSchema,
  journalSchema,
  type ProviderOrderView,
  providerOrderSchema,
  providerSchema,
  type Vocabulary,
} from './views.ts';

const credentialsSchema = z.record(z.string(), z.record(z.string(), z.unknown()));
const clockSchema = z.object({ now: z.string().transform((text) => Date.parse(text)) });
const faultsSchema = z.object({
  faults: z.array(
    z.object({
      id: z.string(),
      fault: z.string(),
      count: z.string(),
      /** How often what it is aimed at came by, and how often it struck. */
      seen: z.int(),
      struck: z.int(),
    }),
  ),
});

const strikesSchema = z.object({
  strikes: z.array(
    z.object({
      seq: z.int(),
      fault: z.string(),
      /** The merchant's order number. */
      order: z.string().nullable(),
    }),
  ),
});

/** That a fault struck. */
type Strike = z.infer<typeof strikesSchema>['strikes'][number];

/** A fault that is not over. */
export type WaitingFault = z.infer<typeof faultsSchema>['faults'][number];

/** Under these names, what people did stands in the journal beside what providers heard and told. */
export const DEEDS = new Set(['platform', 'sandbox']);

/** More are not answered at a time. */
const PAGE = 1000;

/** The control API of the sandbox that the system under trial talks to. */
export class SandboxClient {
  readonly #base: string;
  readonly #send: Send;
  /** Unknown at first, and once it has been moved: nobody else moves it. */
  #now: Instant | undefined;

  /** @param origin where `/sandbox` is */
  constructor(origin: string, send: Send) {
    this.#base = `${origin}/sandbox`;
    this.#send = send;
  }

  post(path: string, body: unknown): Promise<Answer> {
    if (path === 'clock/advance') this.#now = undefined;
    return askJson(this.#send, 'POST', `${this.#base}/${path}`, body);
  }

  async now(): Promise<Instant> {
    this.#now ??= clockSchema.parse(await this.#read('clock')).now;
    return this.#now;
  }

  async waitingFaults(): Promise<readonly WaitingFault[]> {
    return faultsSchema.parse(await this.#read('faults')).faults;
  }

  /** What faults struck, oldest first, after the strike of a number. */
  async strikes(after: number): Promise<readonly Strike[]> {
    return strikesSchema.parse(await this.#read(`faults/strikes?after=${after}`)).strikes;
  }

  removeFault(id: string): Promise<Answer> {
    return askJson(this.#send, 'DELETE', `${this.#base}/faults/${id}`);
  }

  /** What went between the system under trial and its providers since, oldest first. */
  async exchanges(after: number): Promise<readonly Exchange[]> {
    const { exchanges } = journalSchema.parse(await this.#read(`journal?after=${after}&limit=${PAGE}`));
    return exchanges.filter(({ provider }) => !DEEDS.has(provider));
  }

  /** @returns undefined when the provider knows no such order, or does not tell */
  async providerOrder(provider: string, order: string): Promise<ProviderOrderView | undefined> {
    const path = `providers/${provider}/orders/${encodeURIComponent(order)}`;
    const answer = await askJson(this.#send, 'GET', `${this.#base}/${path}`);
    return answer.ok ? providerOrderSchema.parse(answer.value) : undefined;
  }

  async vocabulary(): Promise<Vocabulary> {
    const { kinds } = faultKindsSchema.parse(await this.#read('faults'));
    const providers = await Promise.all(
      Object.entries(await this.credentials()).map(async ([name, credentials]) => ({
        ...providerSchema.parse(await this.#read(`providers/${name}`)),
        credentials: Object.keys(credentials),
      })),
    );
    return { faults: kinds, providers };
  }

  /** All that an SDK needs, by provider. */
  async credentials(): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
    return credentialsSchema.parse(await this.#read('credentials'));
  }

  /** Lets everything that is due arrive. */
  async settle(): Promise<void> {
    await postJson(this.#send, `${this.#base}/clock/advance`, { by: 'PT0S' });
  }

  #read(path: string): Promise<unknown> {
    return readJson(this.#send, `${this.#base}/${path}`);
  }
}
