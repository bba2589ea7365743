/** Two to this many rows are a volume of the books. */
export const VOLUME_BITS = 14;

/**
 * What an account saw is indexed volume by volume. A commit adds to the last volume alone, so it touches a few
 * pages that lie together, however many rows the books hold; in an index by account, nearly every row touched a
 * page of its own somewhere in the file.
 */
export const VOLUMES = `
  DROP INDEX transfer_by_debit;
  DROP INDEX transfer_by_credit;
  CREATE INDEX transfer_by_debit ON transfer (sequence >> ${VOLUME_BITS}, debit);
  CREATE INDEX transfer_by_credit ON transfer (sequence >> ${VOLUME_BITS}, credit);
`;
