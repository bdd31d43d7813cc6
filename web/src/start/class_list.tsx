// ClassList: which classes of users take part, and what they do.
import type { ClassInfo } from '../api/messages';

function share(one: ClassInfo): string {
  if (one.executor) return one.executor;
  if (one.fixed_count > 0) return `${one.fixed_count} of them, always`;
  return `weight ${one.weight}`;
}

function Tasks(props: { of: ClassInfo }) {
  const { tasks } = props.of;
  if (tasks.length === 0) return null;
  return (
    <details class="tasks">
      <summary>
        {tasks.length} {tasks.length === 1 ? 'task' : 'tasks'}
      </summary>
      <ul>
        {tasks.map((task) => (
          <li key={task.name}>
            <bdi>{task.name}</bdi>
            <span class="muted">
              weight {task.weight}
              {task.tags.length > 0 && ` · ${task.tags.join(', ')}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function ClassList(props: {
  classes: ClassInfo[];
  ticked: string[];
  onChange: (ticked: string[]) => void;
  error?: string | undefined;
}) {
  const { classes, ticked, onChange, error } = props;
  const toggle = (name: string) =>
    onChange(
      classes
        .map((one) => one.name)
        .filter((one) => (one === name ? !ticked.includes(one) : ticked.includes(one))),
    );
  return (
    <fieldset class="class-list">
      <legend>Users</legend>
      {classes.map((one) => (
        <div class="class-row" key={one.name}>
          <label>
            <input
              type="checkbox"
              checked={ticked.includes(one.name)}
              onChange={() => toggle(one.name)}
            />
            <b>{one.name}</b>
            <span class="muted">{share(one)}</span>
            {one.host && <span class="muted">{one.host}</span>}
          </label>
          <Tasks of={one} />
        </div>
      ))}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
