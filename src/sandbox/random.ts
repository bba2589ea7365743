import { hash } from 'node:crypto';

const DIGITS = '0123456789';
const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';

/** Text drawn from a seed: never for keys, which come from the {@link KeyRing}. */
export interface RandomStream {
  digits(length: number): string;
  /** Lower-case letters and digits. */
  alphanumeric(length: number): string;
  /** Lower-case hexadecimal. */
  hex(length: number): string;
}

/**
 * Seeded randomness. Each purpose draws from a stream of its own, so that a new draw in one place changes
 * nothing in another, and the same seed and commands give the same ids on every machine.
 */
export class Random {
  readonly #seed: string;

  /**
   * @param seed the world's seed
   * @param boot how often this data folder was opened before: streams begin anew with each start, and must
   *   not hand out ids that are already taken
   */
  constructor(seed: number, boot = 0) {
    this.#seed = `${seed}/${boot}`;
  }

  stream(purpose: string): RandomStream {
    const next = byteStream(`${this.#seed}/${purpose}`);
    const draw = (alphabet: string, length: number): string => {
      let text = '';
      while (text.length < length) text += alphabet.charAt(below(alphabet.length, next));
      return text;
    };
    return {
      digits: (length) => draw(DIGITS, length),
      alphanumeric: (length) => draw(DIGITS + LOWERCASE, length),
      hex: (length) => draw('0123456789abcdef', length),
    };
  }
}

/** SHA-256 in counter mode: the same bytes on every machine and in every version of Node. */
function byteStream(key: string): () => number {
  let block = Buffer.alloc(0);
  let counter = 0;
  let at = 0;
  return () => {
    if (at === block.length) {
      block = hash('sha256', `${key}/${counter}`, 'buffer');
      counter += 1;
      at = 0;
    }
    const byte = block.readUInt8(at);
    at += 1;
    return byte;
  };
}

/** Uniform below `limit` (at most 256): a byte beyond the last whole multiple is drawn again. */
function below(limit: number, next: () => number): number {
  const bound = 256 - (256 % limit);
  for (;;) {
    const byte = next();
    if (byte < bound) return byte % limit;
  }
}
