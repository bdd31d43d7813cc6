// Tiles: some figures with their names, side by side.

export function Tiles(props: { of: [label: string, text: string][] }) {
  return (
    <dl class="tiles">
      {props.of.map(([label, text]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
