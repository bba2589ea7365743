import { type Deed, unescaped } from '../deed.ts';
import type { Send } from '../http.ts';

interface Asked {
  readonly httpMethod: string;
  readonly path: string;
  readonly body: unknown;
}

/**
 * Stands in for the sandbox while a step is tried that is to say what somebody did: answers as it was answered
 * then, so that nothing is done again, and compares what is asked. What is only read is read of the sandbox.
 */
export class Echo {
  readonly #live: Send;
  #deed: Deed | undefined;
  #asked: Asked | undefined;

  constructor(live: Send) {
    this.#live = live;
  }

  readonly send: Send = async (request) => {
    const { method: httpMethod, url } = request;
    if (httpMethod === 'GET') return this.#live(request);
    if (!this.#deed) throw new Error(`nothing is to be asked now: ${httpMethod} ${url}`);
    const text = await request.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    this.#asked = { httpMethod, path: new URL(url).pathname, body };
    const { status, answer } = this.#deed;
    return new Response(answer === undefined ? null : JSON.stringify(answer), { status });
  };

  begin(deed: Deed): void {
    this.#deed = deed;
    this.#asked = undefined;
  }

  /** Whether what was asked is what was asked then, but for its body. */
  isSame(): boolean {
    const [then, now] = [this.#deed, this.#asked];
    return (
      then !== undefined &&
      now !== undefined &&
      then.httpMethod === now.httpMethod &&
      unescaped(then.path) === unescaped(now.path)
    );
  }

  /** What was said then and is not said now: `carrier`, `shipment.weight`. */
  unsaid(): readonly string[] {
    return differences(this.#deed?.body, this.#asked?.body);
  }
}

/** The same buyer's phone may be handed a code, or the number of the order. */
const ANOTHER_WORD_FOR_IT = ['token'];

function differences(then: unknown, now: unknown, path: string = ''): string[] {
  if (!isObject(then) || !isObject(now)) return then === undefined || isSameValue(then, now) ? [] : [path];
  return Object.entries(then)
    .filter(([member]) => !ANOTHER_WORD_FOR_IT.includes(member))
    .flatMap(([member, value]) => {
      const found: unknown = Object.entries(now).find(([known]) => known === member)?.[1];
      return differences(value, found, path === '' ? member : `${path}.${member}`);
    });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Moments can be written in more than one way. */
function isSameValue(then: unknown, now: unknown): boolean {
  if (then === now || typeof then !== 'string' || typeof now !== 'string') return then === now;
  return /^\d{4}-\d{2}-\d{2}T/.test(then) && Date.parse(then) === Date.parse(now);
}
