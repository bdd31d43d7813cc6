// ReportFrame: the page of a report: one run, and what changed since its baseline.
import { useEffect } from 'preact/hooks';

import { notice, params } from '../app';
import { ThemeSelect } from '../parts/theme_select';
import { Comparing } from '../runs/comparing';
import { RunPage } from '../runs/run_page';
import { theme, type Theme } from '../theme';

const PAPER_WIDTH_PX = 1040;

/** On paper everything is light, and as wide as the sheet: charts are drawn anew for it. */
function usePaper(): void {
  useEffect(() => {
    let before: Theme = 'auto';
    const root = document.documentElement;
    const toPaper = () => {
      before = theme.peek();
      theme.value = 'light';
      root.style.width = `${PAPER_WIDTH_PX}px`;
    };
    const back = () => {
      theme.value = before;
      root.style.width = '';
    };
    addEventListener('beforeprint', toPaper);
    addEventListener('afterprint', back);
    return () => {
      removeEventListener('beforeprint', toPaper);
      removeEventListener('afterprint', back);
    };
  }, []);
}

export function ReportFrame() {
  const { id = '', baseline } = params.value;
  usePaper();
  return (
    <>
      <header class="top report-top">
        <div class="bar-row">
          <span class="brand-name">Acrida</span>
          <span class="muted">load test report</span>
          <div class="actions">
            <ThemeSelect />
            <button onClick={() => print()}>Print</button>
          </div>
        </div>
      </header>
      <main id="main" class="report">
        <RunPage />
        {baseline && <Comparing a={baseline} others={[id]} />}
      </main>
      <div class={notice.value?.bad ? 'notice bad' : 'notice'} role="status">
        {notice.value?.text}
      </div>
    </>
  );
}
