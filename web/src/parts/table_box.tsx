// TableBox: a table that scrolls within its card, by the keyboard too; and its plain heads.
import type { ComponentChildren } from 'preact';

export function TableBox(props: { label: string; class?: string; children: ComponentChildren }) {
  return (
    <div
      class={`table-scroll ${props.class ?? 'listing'}`}
      tabIndex={0}
      role="region"
      aria-label={`${props.label}, table`}
    >
      <table>{props.children}</table>
    </div>
  );
}

/** Titles of columns; those of numbers are an array of one. */
export function Heads(props: { titles: (string | [string])[] }) {
  return (
    <thead>
      <tr>
        {props.titles.map((title) =>
          typeof title === 'string' ? (
            <th scope="col" key={title}>
              {title}
            </th>
          ) : (
            <th scope="col" class="number" key={title[0]}>
              {title[0]}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}
