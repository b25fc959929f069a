import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import './data-table.css';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right, codes in monospace. */
  readonly kind?: 'text' | 'number' | 'code' | 'actions';
}

export interface DataTableProps<Row> {
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** Said in place of rows when there are none. */
  empty: string;
}

/** A plain table: a head that stays, a line a row. On a phone each row becomes a small list. */
export function DataTable<Row>({ label, rows, rowKey, columns, empty }: DataTableProps<Row>) {
  return (
    <table className="data-table" aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={`data-${column.kind ?? 'text'}`}>
              {column.kind === 'actions' ? (
                <span className="unseen">{column.title}</span>
              ) : (
                column.title
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.length === 0 && (
          <tr>
            <td colSpan={columns.length} className="data-table-empty">
              {empty}
            </td>
          </tr>
        )}
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td key={column.id} className={classOf(column)} data-title={column.title}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function classOf<Row>({ kind = 'text' }: Column<Row>): string {
  return classNames(`data-${kind}`, kind === 'code' && 'mono');
}
