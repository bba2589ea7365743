import type { Document, DocumentFilter, Reader } from '../ledger/index.ts';

/** Documents that are read at a time. */
const PAGE = 1000;

/** All documents that a filter lets through, by id. */
export async function allDocuments(
  store: Pick<Reader, 'documents'>,
  filter: Omit<DocumentFilter, 'after' | 'limit'>,
): Promise<Document[]> {
  const all: Document[] = [];
  for (;;) {
    const last = all.at(-1)?.id;
    const page = await store.documents({
      ...filter,
      limit: PAGE,
      ...(last === undefined ? {} : { after: last }),
    });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
