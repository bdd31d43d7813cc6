// Sparkline: the last values as a small line; a picture beside its number, so hidden from readers.
import type { Values } from '../api/messages';

/** The path of `values` in a box of `width` × `height`; missing values are gaps. */
export function sparkPath(values: Values, width: number, height: number): string {
  const top = Math.max(...values.map((value) => value ?? 0), 1e-9);
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let pen = false;
  values.forEach((value, i) => {
    if (value === null) {
      pen = false;
      return;
    }
    const y = height - (value / top) * height;
    path += `${pen ? 'L' : 'M'}${(i * step).toFixed(1)} ${y.toFixed(1)}`;
    pen = true;
  });
  return path;
}

export function Sparkline(props: {
  values: Values;
  bad?: boolean;
  width?: number;
  height?: number;
}) {
  const { values, bad = false, width = 56, height = 22 } = props;
  return (
    <svg class={bad ? 'spark bad' : 'spark'} width={width} height={height} aria-hidden="true">
      {values.length > 1 && <path d={sparkPath(values, width, height)} />}
    </svg>
  );
}
