// ComparePage: which runs are compared: a baseline and up to four others.
import { hrefOf, params, setParams } from '../app';
import { API } from '../api/client';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { dayAndTime } from '../text/format';
import { LETTERS } from './compare_charts';
import { Comparing } from './comparing';
import { testName, title, type RunInfo } from './run_info';
import { useAnswer } from './use_answer';

function Picker(props: {
  letter: string;
  runs: RunInfo[];
  value: string;
  onChange: (id: string) => void;
  onRemove?: (() => void) | undefined;
}) {
  const { letter, runs, value, onChange, onRemove } = props;
  const known = runs.some(({ id }) => String(id) === value);
  return (
    <span class="run-picker">
      <label>
        <b>{letter}</b>
        <select
          aria-label={`Run ${letter}`}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {!known && <option value={value}>{value ? `Run ${value}` : 'choose…'}</option>}
          {runs.map((run) => (
            <option key={run.id} value={String(run.id)}>
              {`${title(run)} · ${testName(run)} · ${dayAndTime(run.started_ms)}`}
            </option>
          ))}
        </select>
      </label>
      {onRemove && (
        <button class="plain icon" aria-label={`Leave run ${letter} out`} onClick={onRemove}>
          <Icon name="close" size={16} />
        </button>
      )}
    </span>
  );
}

export function ComparePage() {
  const { a = '', b = '' } = params.value;
  const others = b.split(',').filter(Boolean);
  const runs = useAnswer<{ runs: RunInfo[] }>(`${API}/runs?limit=500`).value.value?.runs ?? [];
  const choose = (list: string[]) => setParams({ b: list.join(','), with: null });
  const rest = runs.filter(({ id }) => ![a, ...others].includes(String(id)));
  return (
    <>
      <div class="page-head">
        <h1>Compare</h1>
        <p>A is the baseline</p>
      </div>
      <div class="run-pickers">
        <Picker letter="A" runs={runs} value={a} onChange={(id) => setParams({ a: id })} />
        {others.map((other, at) => (
          <Picker
            key={at}
            letter={LETTERS[at + 1]!}
            runs={runs}
            value={other}
            onChange={(id) => choose(others.with(at, id))}
            onRemove={others.length > 1 ? () => choose(others.toSpliced(at, 1)) : undefined}
          />
        ))}
        {a && others.length < LETTERS.length - 1 && rest.length > 0 && (
          <button onClick={() => choose([...others, String(rest[0]!.id)])}>Add a run</button>
        )}
      </div>
      {a && others.length > 0 ? (
        <Comparing key={`${a} ${others.join()}`} a={a} others={others} />
      ) : (
        <section class="card">
          <Empty
            icon="search"
            title="Two runs are needed"
            action={
              <a class="button primary" href={hrefOf('runs')}>
                Choose runs
              </a>
            }
          >
            Tick them in the list of runs, or choose them here.
          </Empty>
        </section>
      )}
    </>
  );
}
