// TagChips: which tasks take part, by their tags.

function Chips(props: {
  label: string;
  tags: string[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}) {
  const { label, tags, chosen, onChange } = props;
  return (
    <div class="field">
      <span class="field-label">{label}</span>
      <div class="chips" role="group" aria-label={label}>
        {tags.map((tag) => (
          <button
            type="button"
            class="chip"
            key={tag}
            aria-pressed={chosen.includes(tag)}
            onClick={() => onChange(tags.filter((one) => (one === tag) !== chosen.includes(one)))}
          >
            {tag}
          </button>
        ))}
      </div>
    </div>
  );
}

export function TagChips(props: {
  tags: string[];
  only: string[];
  without: string[];
  onChange: (part: { tags?: string[]; exclude_tags?: string[] }) => void;
  error?: string | undefined;
}) {
  const { tags, only, without, onChange, error } = props;
  return (
    <fieldset>
      <legend>Tags</legend>
      <div class="form-two">
        <Chips
          label="Only tasks with"
          tags={tags}
          chosen={only}
          onChange={(chosen) => onChange({ tags: chosen })}
        />
        <Chips
          label="No tasks with"
          tags={tags}
          chosen={without}
          onChange={(chosen) => onChange({ exclude_tags: chosen })}
        />
      </div>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
