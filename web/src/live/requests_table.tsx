// RequestsTable: all requests, sorted and filtered by the master; only rows in sight are in the
// document.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { live, params, rowRange, rowsWanted, setParams } from '../app';
import type { Row } from '../api/messages';
import { Empty } from '../parts/empty';
import { SortHeader } from '../parts/sort_header';
import { Sparkline } from '../parts/sparkline';
import { count } from '../text/format';
import { NUMBER_COLUMNS, nextSort, type Column } from './columns';
import { rowKey } from './row_key';
import { pageFor, windowOf } from './row_window';
import { TableTools } from './table_tools';

const ROW_PX = 34;
const DENSE_ROW_PX = 27;

function Cells(props: { row: Row; at: (name: string) => number; columns: Column[] }) {
  const { row, at, columns } = props;
  return (
    <>
      {columns.map((column) => (
        <td key={column.title} class={column.bad?.(row, at) ? 'number bad' : 'number'}>
          {column.text(row, at)}
        </td>
      ))}
      <td class="trend">
        <Sparkline values={(row[at('spark')] as number[] | null) ?? []} width={72} height={18} />
      </td>
    </>
  );
}

/** ↑ and ↓ on a row's button go to the next row's. */
function moveFocus(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = (event.target as HTMLElement).closest('tr');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const button = next?.querySelector('button');
  if (!button) return;
  event.preventDefault();
  button.focus();
}

export function RequestsTable() {
  const scroller = useRef<HTMLDivElement>(null);
  const seen = useSignal({ top: 0, height: 600 });
  const { sort, descending, filter, only_failing, method } = rowsWanted.value;
  const { columns: names, rows, from, count: total } = live.rows.value;
  const row_px = params.value.dense === '1' ? DENSE_ROW_PX : ROW_PX;
  const hidden = (params.value.hide ?? '').split(',');
  const columns = NUMBER_COLUMNS.filter((column) => !hidden.includes(column.title));
  const at = (name: string) => names.indexOf(name);
  const shown = windowOf(seen.value.top, seen.value.height, row_px, total);

  const look = () => {
    const box = scroller.current;
    if (!box) return;
    const { scrollTop: top, clientHeight: height } = box;
    if (top !== seen.peek().top || height !== seen.peek().height) seen.value = { top, height };
  };
  useEffect(look);
  useEffect(() => {
    const page = pageFor(shown, rowRange.peek());
    if (page !== rowRange.peek()) rowRange.value = page;
  }, [shown.first, shown.end]);
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    rowRange.value = { from: 0, count: 60 };
  }, [sort, descending, filter, only_failing, method]);

  const chooseSort = (chosen: string) => {
    const next = nextSort({ sort, descending }, chosen);
    setParams({ sort: next.sort, order: next.descending ? null : 'up' });
  };
  const header = (column: Pick<Column, 'sort' | 'title' | 'long'>, number = true) => (
    <SortHeader
      key={column.title}
      title={column.title}
      long={column.long}
      number={number}
      sorted={column.sort === sort ? (descending ? 'descending' : 'ascending') : null}
      onSort={column.sort === null ? undefined : () => chooseSort(column.sort!)}
    />
  );
  const inSight = rows.slice(Math.max(0, shown.first - from), Math.max(0, shown.end - from));
  const first = Math.max(shown.first, from);
  const totalRow = live.tick.value?.total;
  const span = columns.length + 3;
  return (
    <section class="card" aria-label="Requests">
      <TableTools total={total} />
      {total === 0 ? (
        <NoRows filtered={filter !== '' || only_failing || method !== ''} />
      ) : (
        <div
          ref={scroller}
          class="table-scroll requests"
          style={{ '--row': `${row_px}px` }}
          onScroll={look}
          tabIndex={0}
          role="region"
          aria-label="Requests, table"
        >
          <table aria-rowcount={total + 2} onKeyDown={moveFocus}>
            <thead>
              <tr aria-rowindex={1}>
                {header({ sort: 'method', title: 'Type', long: 'Type' }, false)}
                {header({ sort: 'name', title: 'Name', long: 'Name' }, false)}
                {columns.map((column) => header(column))}
                <th scope="col" class="trend">
                  Trend
                </th>
              </tr>
            </thead>
            <tbody>
              <Gap rows={first} row_px={row_px} span={span} />
              {inSight.map((row, i) => (
                <tr key={rowKey(row)} aria-rowindex={first + i + 2}>
                  <td class="method">{String(row[0])}</td>
                  <th scope="row" class="name">
                    <button
                      class="row-open"
                      title={String(row[1]).slice(0, 300)}
                      onClick={() => setParams({ row: rowKey(row) })}
                    >
                      <bdi>{String(row[1]).slice(0, 300)}</bdi>
                    </button>
                  </th>
                  <Cells row={row} at={at} columns={columns} />
                </tr>
              ))}
              <Gap rows={total - first - inSight.length} row_px={row_px} span={span} />
            </tbody>
            {totalRow && (
              <tfoot>
                <tr aria-rowindex={total + 2}>
                  <td />
                  <th scope="row" class="name">
                    All requests
                  </th>
                  <Cells row={totalRow} at={at} columns={columns} />
                </tr>
              </tfoot>
            )}
          </table>
        </div>
      )}
    </section>
  );
}

function Gap(props: { rows: number; row_px: number; span: number }) {
  if (props.rows <= 0) return null;
  return (
    <tr aria-hidden="true" class="gap">
      <td colSpan={props.span} style={{ height: `${props.rows * props.row_px}px` }} />
    </tr>
  );
}

function NoRows(props: { filtered: boolean }) {
  if (!props.filtered) {
    return (
      <Empty icon="list" title="No request yet">
        Rows appear with the first answer of a user.
      </Empty>
    );
  }
  return (
    <Empty
      icon="search"
      title="Nothing matches"
      action={
        <button onClick={() => setParams({ rows: null, failing: null, method: null })}>
          Show all rows
        </button>
      }
    >
      {count(live.tick.value?.row_count)} rows match the filter.
    </Empty>
  );
}
