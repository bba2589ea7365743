import { type Account, type Balances, creditBalance, type Entry, type TransferRow } from '../ledger/index.ts';
import { formatDecimal, money } from '../money/index.ts';
import { formatInstant } from '../time/index.ts';

/** The books as text, in columns, for a terminal. Amounts are in yuan, not in fen. */

export function accountTable(accounts: readonly Account[]): string {
  const heading = ['account', 'currency', ...BALANCES, 'limit'];
  const rows = accounts.map((account) => [
    account.id,
    account.ledger,
    ...balanceCells(account, account.ledger),
    account.limit ?? '',
  ]);
  return table([heading, ...rows]);
}

export function transferTable(rows: readonly TransferRow[]): string {
  const heading = ['row', 'at', 'kind', 'code', 'amount', 'currency', 'debit', 'credit', 'id'];
  return table([heading, ...rows.map((row) => [...transferCells(row), row.debit, row.credit, row.id])]);
}

/** An account's rows as a statement has them: the other side, and what the account had afterwards. */
export function historyTable(account: string, entries: readonly Entry[]): string {
  const heading = [
    'row',
    'at',
    'kind',
    'code',
    'amount',
    'currency',
    'side',
    'other side',
    ...BALANCES,
    'id',
  ];
  const rows = entries.map(({ row, debit, credit }) => {
    const isDebit = row.debit === account;
    return [
      ...transferCells(row),
      isDebit ? 'debit' : 'credit',
      isDebit ? row.credit : row.debit,
      ...balanceCells(isDebit ? debit : credit, row.ledger),
      row.id,
    ];
  });
  return table([heading, ...rows]);
}

const BALANCES = ['debits pending', 'debits', 'credits pending', 'credits', 'balance'];

function balanceCells(balances: Balances, ledger: Account['ledger']): string[] {
  const { debitsPending, debitsPosted, creditsPending, creditsPosted } = balances;
  const amounts = [debitsPending, debitsPosted, creditsPending, creditsPosted, creditBalance(balances)];
  return amounts.map((amount) => formatDecimal(money(ledger, amount)));
}

function transferCells({ sequence, atMicros, kind, code, amount, ledger }: TransferRow): string[] {
  const at = formatInstant(Math.floor(atMicros / 1000));
  return [`${sequence}`, at, kind, code, formatDecimal(money(ledger, amount)), ledger];
}

const NUMBER = /^-?[\d.]+$/;

/** A heading and rows, in columns as wide as their widest cell; numbers stand to the right. */
function table([heading, ...rows]: readonly (readonly string[])[]): string {
  const columns = (heading ?? []).map((title, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    const width = Math.max(...[title, ...cells].map((cell) => cell.length));
    const isNumeric = cells.every((cell) => NUMBER.test(cell));
    return [title, ...cells].map((cell) => (isNumeric ? cell.padStart(width) : cell.padEnd(width)));
  });
  const lines = [heading, ...rows].map((_, line) => columns.map((cells) => cells[line]).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}
