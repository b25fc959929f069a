import { Pencil, Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Problem } from '../../../src-shared/sync/views.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { bestMatches } from '../../ui/match.ts';
import { AdminSection } from './admin-section.tsx';
import { emptyWords } from './empty-words.ts';
import { ListFilter } from './list-filter.tsx';

/** More than this is found by the filter, not by scrolling. */
const SHOWN = 200;

export interface SetupTableProps<Row> {
  title: string;
  /** Said under the title; where the filter leaves rows out, how many is said before it. */
  about: string;
  /** Null while they are on their way. */
  rows: readonly Row[] | null;
  rowKey: (row: Row) => string;
  /** What a row is called on its buttons. */
  rowName: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** Why there are no rows, if they could not be read. */
  problem?: Problem | null;
  /** What there are none of, in a sentence. */
  nothing: string;
  newText: string;
  /** Given: rows are found by typing; what a row is compared with. */
  filter?: { readonly label: string; readonly search: (row: Row) => string };
  /** Something else that went wrong, in words. */
  fault?: string | null;
  /** All rows unless said otherwise. */
  canChange?: (row: Row) => boolean;
  /** Buttons beside "Change". */
  tools?: (row: Row) => ReactNode;
  /** The form that changes a row, or with null makes one. */
  form: (row: Row | null, onClose: () => void) => ReactNode;
}

/** What an administrator sets up, as a table: find, make, change. */
export function SetupTable<Row>(props: SetupTableProps<Row>) {
  const { title, rows, columns, rowName, filter, canChange = () => true } = props;
  const [query, setQuery] = useState('');
  const [edited, setEdited] = useState<{ row: Row | null } | null>(null);
  const shown = filter ? found(rows ?? [], query, filter.search) : (rows ?? []);
  const all = rows?.length ?? 0;
  const actions: Column<Row> = {
    id: 'actions',
    title: 'Actions',
    kind: 'actions',
    cell: (row) => (
      <>
        {canChange(row) && (
          <Button
            kind="plain"
            icon={<Pencil aria-hidden />}
            aria-label={`Change ${rowName(row)}`}
            onPress={() => {
              setEdited({ row });
            }}
          >
            Change
          </Button>
        )}
        {props.tools?.(row)}
      </>
    ),
  };
  return (
    <AdminSection
      title={title}
      about={
        all > shown.length
          ? `${shown.length} of ${all}; type to find others. ${props.about}`
          : props.about
      }
      filter={filter && <ListFilter label={filter.label} value={query} onChange={setQuery} />}
      action={
        <Button
          kind="primary"
          icon={<Plus aria-hidden />}
          isDisabled={rows === null}
          onPress={() => {
            setEdited({ row: null });
          }}
        >
          {props.newText}
        </Button>
      }
    >
      {props.fault !== undefined && (
        <div role="alert" className="setup-fault">
          {props.fault}
        </div>
      )}
      <DataTable
        label={title}
        rows={shown}
        rowKey={props.rowKey}
        empty={emptyWords(props.problem?.sentence, rows !== null, props.nothing)}
        columns={[...columns, actions]}
      />
      {edited !== null &&
        props.form(edited.row, () => {
          setEdited(null);
        })}
    </AdminSection>
  );
}

function found<Row>(
  rows: readonly Row[],
  query: string,
  search: (row: Row) => string,
): readonly Row[] {
  const all = rows.map((row) => ({ row, search: search(row) }));
  return bestMatches(query, all, SHOWN).map(({ row }) => row);
}
