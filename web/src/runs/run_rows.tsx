// RunRows: the requests of a run of the past; all rows are there, so the page sorts them itself.
import { useSignal } from '@preact/signals';

import type { Row } from '../api/messages';
import { cell, NUMBER_COLUMNS, nextSort, type Column } from '../live/columns';
import { rowKey } from '../live/row_key';
import { Empty } from '../parts/empty';
import { SortHeader } from '../parts/sort_header';
import { TableBox } from '../parts/table_box';
import { count } from '../text/format';

/** More rows in the document would make the page slow. */
const MAX_ROWS = 500;

export function sortedRows(rows: Row[], index: number, descending: boolean): Row[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const left = a[index];
    const right = b[index];
    if (typeof left === 'string' && typeof right === 'string')
      return sign * left.localeCompare(right);
    return sign * ((cell(a, index) ?? -1) - (cell(b, index) ?? -1));
  });
}

export function RunRows(props: {
  columns: string[];
  rows: Row[];
  total?: Row | undefined;
  note: string;
}) {
  const { columns: names, total, note } = props;
  const order = useSignal({ sort: 'requests', descending: true });
  const text = useSignal('');
  const at = (name: string) => names.indexOf(name);
  const sortIndex = names.findIndex((name) => name.replace(/_ms$/, '') === order.value.sort);
  const needle = text.value.toLowerCase();
  const matching = props.rows.filter((row) =>
    `${String(row[0])} ${String(row[1])}`.toLowerCase().includes(needle),
  );
  const rows = sortedRows(matching, sortIndex, order.value.descending).slice(0, MAX_ROWS);
  const columns = NUMBER_COLUMNS.filter(
    (column) =>
      column.sort === null || names.some((name) => name.replace(/_ms$/, '') === column.sort),
  );
  const header = (column: Pick<Column, 'sort' | 'title' | 'long'>, number: boolean) => (
    <SortHeader
      key={column.title}
      title={column.title}
      long={column.long}
      number={number}
      sorted={
        column.sort === order.value.sort
          ? order.value.descending
            ? 'descending'
            : 'ascending'
          : null
      }
      onSort={
        column.sort === null ? undefined : () => (order.value = nextSort(order.value, column.sort!))
      }
    />
  );
  const cells = (row: Row) =>
    columns.map((column) => (
      <td key={column.title} class={column.bad?.(row, at) ? 'number bad' : 'number'}>
        {column.text(row, at)}
      </td>
    ));
  return (
    <section class="card">
      <div class="card-head">
        <h2>
          Requests <span class="muted count">{count(matching.length)}</span>
        </h2>
        <span class="muted">{note}</span>
        <input
          type="search"
          aria-label="Filter by name or type"
          placeholder="Filter: name or type"
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </div>
      {matching.length === 0 ? (
        <Empty icon="list" title="No request">
          The run has none that match, in this window.
        </Empty>
      ) : (
        <TableBox label="Requests" class="requests">
          <thead>
            <tr>
              {header({ sort: 'method', title: 'Type', long: 'Type' }, false)}
              {header({ sort: 'name', title: 'Name', long: 'Name' }, false)}
              {columns.map((column) => header(column, true))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)}>
                <td class="method">{String(row[0])}</td>
                <th scope="row" class="name">
                  <bdi>{String(row[1]).slice(0, 300)}</bdi>
                </th>
                {cells(row)}
              </tr>
            ))}
          </tbody>
          {total && (
            <tfoot>
              <tr>
                <td />
                <th scope="row" class="name">
                  All requests
                </th>
                {cells(total)}
              </tr>
            </tfoot>
          )}
        </TableBox>
      )}
    </section>
  );
}
