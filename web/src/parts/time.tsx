// Time: a moment in the local zone, UTC when pointed at.
import { dayAndTime, timeOfDay, utc } from '../text/format';

export function Time(props: { at_ms: number | null | undefined; day?: boolean }) {
  const { at_ms } = props;
  if (at_ms == null) return <span>–</span>;
  return (
    <time dateTime={new Date(at_ms).toISOString()} title={utc(at_ms)}>
      {props.day ? dayAndTime(at_ms) : timeOfDay(at_ms)}
    </time>
  );
}
