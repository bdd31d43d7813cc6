// SortHeader: a column's head, a button when it can be sorted by.
export function SortHeader(props: {
  title: string;
  long?: string | undefined;
  number: boolean;
  sorted: 'ascending' | 'descending' | null;
  onSort?: (() => void) | undefined;
}) {
  const { title, long = title, number, sorted, onSort } = props;
  return (
    <th scope="col" class={number ? 'number' : undefined} aria-sort={sorted ?? undefined}>
      {onSort ? (
        <button
          class="sort"
          title={long}
          aria-label={long === title ? title : `${title}: ${long}`}
          onClick={onSort}
        >
          {title}
          <span aria-hidden="true">{sorted === 'descending' ? '▾' : sorted ? '▴' : ''}</span>
        </button>
      ) : (
        <span title={long}>{title}</span>
      )}
    </th>
  );
}
