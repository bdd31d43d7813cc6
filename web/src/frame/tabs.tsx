// Tabs: the pages, as links.
import { useEffect, useRef } from 'preact/hooks';

import { hrefOf, live } from '../app';
import { count } from '../text/format';
import { page, pages } from './pages';

function Badge(props: { id: string }) {
  const { id } = props;
  if (id === 'failures' && live.errors.value.length > 0) {
    return <span class="badge">{count(live.errors.value.length)}</span>;
  }
  if (id === 'exceptions' && live.exceptions.value.length > 0) {
    return <span class="badge">{count(live.exceptions.value.length)}</span>;
  }
  if (id === 'slaves') {
    const lost = live.slaves.value.filter((slave) => !slave.present).length;
    return lost > 0 ? <span class="badge">{lost} lost</span> : null;
  }
  return null;
}

export function Tabs() {
  const list = useRef<HTMLElement>(null);
  const current = page.value === 'run' || page.value === 'compare' ? 'runs' : page.value;
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (tab) list.current?.scrollTo({ left: tab.offsetLeft - 40 });
  }, [current, pages.value.length]);
  return (
    <nav class="tabs" aria-label="Pages" ref={list}>
      {pages.value.map(({ id, title }) => (
        <a key={id} href={hrefOf(id)} aria-current={current === id ? 'page' : undefined}>
          {title}
          <Badge id={id} />
        </a>
      ))}
    </nav>
  );
}
