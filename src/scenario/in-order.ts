/**
 * Has several do a piece of work each at a time: whoever is free does the next. What came of them is in the order of
 * the pieces, whichever is over first. Nothing is begun any more once nobody wants to hear of the rest.
 */
export async function* inOrder<Piece, Result>(
  workers: readonly ((piece: Piece) => Promise<Result>)[],
  pieces: Iterable<Piece>,
): AsyncGenerator<Result, void, undefined> {
  const waiting = pieces[Symbol.iterator]();
  const begun: Promise<Result>[] = [];
  let isWanted = true;
  const workOn = (work: (piece: Piece) => Promise<Result>): void => {
    const next = isWanted ? waiting.next() : { done: true as const };
    if (next.done) return;
    const result = work(next.value);
    begun.push(result);
    // Who waits for it hears of a failure.
    result.then(
      () => workOn(work),
      () => {},
    );
  };
  for (const work of workers) workOn(work);
  try {
    // It grows meanwhile.
    for (const result of begun) yield await result;
  } finally {
    isWanted = false;
  }
}
