// Empty: what a panel shows when it has nothing: why, and what to do next.
import type { ComponentChildren } from 'preact';

import { Icon, type IconName } from './icon';

export function Empty(props: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={props.icon} />
      <h2>{props.title}</h2>
      {props.children && <p>{props.children}</p>}
      {props.action}
    </div>
  );
}

/** While the first answer is on its way. */
export function Loading(props: { height?: number }) {
  return (
    <div
      class="skeleton"
      style={{ height: `${props.height ?? 120}px` }}
      role="progressbar"
      aria-label="Loading"
    />
  );
}
