// A run of a few seconds, made as long as a comparison needs: its seconds come again and
// again, in an order without a pattern.
import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';

const SIZE_BYTES = 4;

/** The first block of an entry is JSON; the others are the sums as slaves reported them. */
function withTime(entry, time_us) {
  const whole = inflateSync(entry.subarray(SIZE_BYTES));
  const size = whole.readUInt32LE(0);
  const head = JSON.parse(whole.subarray(SIZE_BYTES, SIZE_BYTES + size).toString());
  Object.assign(head, { time_us, exceptions: [], markers: [], received: [] });
  const text = Buffer.from(JSON.stringify(head));
  const sized = (length) => {
    const bytes = Buffer.alloc(SIZE_BYTES);
    bytes.writeUInt32LE(length);
    return bytes;
  };
  const made = Buffer.concat([sized(text.length), text, whole.subarray(SIZE_BYTES + size)]);
  return Buffer.concat([sized(made.length), deflateSync(made)]);
}

/** Of an exported run: one of so many seconds, under another name and epoch. */
export function longRun(exported, seconds, name, epoch) {
  const lines = gunzipSync(exported).toString().trim().split('\n').map(JSON.parse);
  const head = lines[0];
  const entries = lines
    .slice(1)
    .filter(({ level }) => level === 0)
    .map(({ bytes }) => Buffer.from(bytes, 'base64'))
    .sort((a, b) => b.length - a.length);
  const fullest = entries.filter(({ length }) => length > entries[0].length * 0.7);
  const standing = JSON.parse(head.standing);
  const start_us = standing.started_at_us;
  Object.assign(standing, { epoch, kept_at_us: start_us + seconds * 1e6 });
  const made = [{ ...head, name, standing: JSON.stringify(standing) }];
  let random = 1;
  for (let i = 0; i < seconds; ++i) {
    random = (random * 48271) % 2147483647;
    const bytes = withTime(fullest[random % fullest.length], start_us + (i + 1) * 1e6);
    made.push({ level: 0, bytes: bytes.toString('base64') });
  }
  made.push({ end: seconds });
  return gzipSync(`${made.map((line) => JSON.stringify(line)).join('\n')}\n`);
}
