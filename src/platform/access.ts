import { createHash } from 'node:crypto';
import type { Store } from '../ledger/index.ts';
import { parseExact, stringifyExact } from '../money/index.ts';
import { formatInstant, type Instant } from '../time/index.ts';
import { AUDIT_KIND, KEY_KIND } from './kinds.ts';

/** What a key may do: each scope includes those before it. */
export const SCOPES = ['read_only', 'marketplace', 'operator'] as const;
export type Scope = (typeof SCOPES)[number];

/** A bearer key, without the key: only its digest is kept. */
export interface ApiKey {
  /** The SHA-256 digest of the key, in hex. A key is drawn from 256 bits, so that no salt is needed. */
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: Instant;
  /** How often it was used: uses are numbered, so that none can go missing unseen. */
  readonly uses: number;
  readonly revokedAt?: Instant;
}

/** One use of a key. Entries are added and never changed. */
export interface AuditEntry {
  readonly key: string;
  /** 1, 2, 3, … for each key. */
  readonly use: number;
  readonly at: Instant;
  readonly method: string;
  readonly path: string;
  readonly allowed: boolean;
}

export type Access = { readonly ok: true } | { readonly ok: false; readonly code: AccessRefusalCode };

export type AccessRefusalCode = 'key_unknown' | 'key_revoked' | 'scope_too_small';

/** Nobody needs a key until the first one is made; from then on everybody does, for good. */
export async function isOpenToAll(store: Store): Promise<boolean> {
  return (await store.documents({ kind: KEY_KIND, limit: 1 })).length === 0;
}

/** @param key the key itself, drawn by whoever makes it; it is not kept */
export async function addKey(store: Store, key: string, name: string, scope: Scope, now: Instant) {
  const added: ApiKey = { id: digestOf(key), name, scope, createdAt: now, uses: 0 };
  await store.commit({
    reads: [],
    now,
    decide: () => ({ documents: [keyDocument(added)], done: undefined }),
  });
}

/** Keys that are listed, and entries that are shown, at a time. */
const PAGE = 1000;

export async function listKeys(store: Store): Promise<readonly ApiKey[]> {
  const found = await store.documents({ kind: KEY_KIND, limit: PAGE });
  return found.map(({ body }) => decodeKey(body)).sort((a, b) => a.createdAt - b.createdAt);
}

/** @returns whether there was such a key; what it did stays in the audit trail */
export function revokeKey(store: Store, id: string, now: Instant): Promise<boolean> {
  return store.commit({
    reads: [{ kind: KEY_KIND, id }],
    now,
    decide(loaded) {
      const document = loaded.get(KEY_KIND, id);
      if (!document) return { done: false };
      const revoked = { ...decodeKey(document.body), revokedAt: now };
      return { documents: [keyDocument(revoked)], done: true };
    },
  });
}

/**
 * Lets a request in or not, and writes that down in one commit. A key that nobody knows leaves no trace, or
 * strangers could fill the trail.
 */
export function useKey(
  store: Store,
  key: string,
  { method, path, needs }: { readonly method: string; readonly path: string; readonly needs: Scope },
  now: Instant,
): Promise<Access> {
  const id = digestOf(key);
  return store.commit<Access>({
    reads: [{ kind: KEY_KIND, id }],
    now,
    decide(loaded) {
      const document = loaded.get(KEY_KIND, id);
      if (!document) return { done: { ok: false, code: 'key_unknown' } };
      const before = decodeKey(document.body);
      const used: ApiKey = { ...before, uses: before.uses + 1 };
      const access = judge(used, needs);
      const entry: AuditEntry = { key: used.name, use: used.uses, at: now, method, path, allowed: access.ok };
      const trace = {
        kind: AUDIT_KIND,
        id: `${formatInstant(now)}/${id}/${String(used.uses).padStart(12, '0')}`,
        body: stringifyExact(entry),
      };
      return { documents: [keyDocument(used), trace], done: access };
    },
  });
}

function judge({ scope, revokedAt }: ApiKey, needs: Scope): Access {
  if (revokedAt !== undefined) return { ok: false, code: 'key_revoked' };
  const isEnough = SCOPES.indexOf(scope) >= SCOPES.indexOf(needs);
  return isEnough ? { ok: true } : { ok: false, code: 'scope_too_small' };
}

/** What keys were used for, in the order of time; the next page begins after the last `cursor`. */
export async function auditTrail(store: Store, after: string | undefined) {
  const found = await store.documents({
    kind: AUDIT_KIND,
    limit: PAGE,
    ...(after === undefined ? {} : { after }),
  });
  // Our own rows: only useKey writes this kind.
  return found.map(({ id, body }) => ({ cursor: id, ...(parseExact(body) as AuditEntry) }));
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function keyDocument(key: ApiKey) {
  return { kind: KEY_KIND, id: key.id, body: stringifyExact(key) };
}

/** Our own row: {@link keyDocument} wrote it. */
function decodeKey(body: string): ApiKey {
  return parseExact(body) as ApiKey;
}
