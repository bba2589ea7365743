/**
 * Does something for each, one after the other. One that fails holds up no other.
 *
 * @throws AggregateError when some have failed, after all others were done
 */
export async function oneByOne<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) await act(item).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${items.length} failed`);
}
