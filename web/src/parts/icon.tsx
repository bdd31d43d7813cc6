// Icon: line drawings of 24 × 24; they stand beside words, so readers skip them.
const PATHS = {
  play: 'M8 5l11 7-11 7z',
  chart: 'M4 19h16M6 15l4-5 4 3 5-8',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  server: 'M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  tree: 'M6 4v12a2 2 0 002 2h4M6 10h6M12 7h8v6h-8zM12 15h8v6h-8z',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4M9 13h6M9 17h6',
  flag: 'M6 21V4h11l-2 4 2 4H6',
  search: 'M11 5a6 6 0 110 12 6 6 0 010-12zM20 20l-4.5-4.5',
  close: 'M6 6l12 12M18 6L6 18',
  star: 'M12 4l2.5 5 5.5.8-4 3.9.9 5.5-4.9-2.6-4.9 2.6.9-5.5-4-3.9 5.5-.8z',
  clock: 'M12 4a8 8 0 110 16 8 8 0 010-16zM12 8v4l3 2',
  help: 'M9 9a3 3 0 115 2c-1 1-2 1.500-2 3M12 18h.01',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { name: IconName; size?: number; filled?: boolean }) {
  const size = props.size ?? 20;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={props.filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[props.name]} />
    </svg>
  );
}
