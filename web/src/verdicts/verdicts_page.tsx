// VerdictsPage: the limits of the run and how far they are from being broken.
import { live } from '../app';
import { Empty } from '../parts/empty';
import { ThresholdTable } from './threshold_table';

export function VerdictsPage() {
  const tick = live.tick.value;
  const thresholds = tick?.thresholds ?? [];
  return (
    <>
      <div class="page-head">
        <h1>Verdicts</h1>
        <p>They decide the exit code of the run too.</p>
      </div>
      <section class="card">
        {thresholds.length === 0 ? (
          <Empty icon="check" title="This run has no limits">
            With thresholds, a run says by itself whether it passed. Add them in the start form, or
            on the command line: acrida run TEST --threshold 'p95&lt;200ms'.
          </Empty>
        ) : (
          <ThresholdTable thresholds={thresholds} now_ms={tick!.time_ms} />
        )}
      </section>
    </>
  );
}
