// ThemeSelect: light, dark, or as the system has it.
import { setTheme, theme, type Theme } from '../theme';

export function ThemeSelect(props: { class?: string }) {
  return (
    <select
      class={props.class}
      aria-label="Colours"
      value={theme.value}
      onChange={(event) => setTheme(event.currentTarget.value as Theme)}
    >
      <option value="auto">auto</option>
      <option value="light">light</option>
      <option value="dark">dark</option>
    </select>
  );
}
