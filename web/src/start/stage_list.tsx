// StageList: a load shape as a small table: straight lines from one number of users to the next.
import { Icon } from '../parts/icon';
import type { Stage } from './form_model';

export function StageList(props: {
  stages: Stage[];
  onChange: (stages: Stage[]) => void;
  fieldError: (field: string) => { error?: string };
}) {
  const { stages, onChange, fieldError } = props;
  const set = (at: number, part: Partial<Stage>) =>
    onChange(stages.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <table class="rows-editor">
      <thead>
        <tr>
          <th scope="col">Within</th>
          <th scope="col">Users at its end</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {stages.map((stage, i) => {
          const { error } = fieldError(`stages.${i}`);
          return (
            <tr key={i}>
              <td>
                <input
                  value={stage.duration}
                  aria-label={`Stage ${i + 1}: within`}
                  aria-invalid={error !== undefined}
                  autoComplete="off"
                  onInput={(event) => set(i, { duration: event.currentTarget.value })}
                />
                {error && (
                  <span class="field-error" role="alert">
                    {error}
                  </span>
                )}
              </td>
              <td>
                <input
                  type="number"
                  min={0}
                  value={stage.users}
                  aria-label={`Stage ${i + 1}: users at its end`}
                  onInput={(event) => set(i, { users: event.currentTarget.value })}
                />
              </td>
              <td>
                <button
                  type="button"
                  class="plain icon"
                  aria-label={`Remove stage ${i + 1}`}
                  disabled={stages.length === 1}
                  onClick={() => onChange(stages.filter((_, at) => at !== i))}
                >
                  <Icon name="close" />
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={3}>
            <button
              type="button"
              class="chip"
              onClick={() => onChange([...stages, { ...stages.at(-1)! }])}
            >
              add a stage
            </button>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
