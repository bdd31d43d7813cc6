// Frame: the bar, the tabs and the page between them.
import { useEffect, useRef } from 'preact/hooks';
import type { FunctionComponent } from 'preact';

import { live, notice } from '../app';
import { Loading } from '../parts/empty';
import { LivePage } from '../live/live_page';
import { RunsPage } from '../runs/runs_page';
import { RunPage } from '../runs/run_page';
import { ComparePage } from '../runs/compare_page';
import { StartPage } from '../start/start_page';
import { FailuresPage } from '../failures/failures_page';
import { ExceptionsPage } from '../failures/exceptions_page';
import { SlavesPage } from '../slaves/slaves_page';
import { LogsPage } from '../logs/logs_page';
import { RatiosPage } from '../ratios/ratios_page';
import { DownloadsPage } from '../downloads/downloads_page';
import { VerdictsPage } from '../verdicts/verdicts_page';
import { HelpDialog, MarkerDialog, StopDialog } from './dialogs';
import { EditDialog } from './edit_dialog';
import { SpawnDialog } from '../slaves/spawn_dialog';
import { page, pages } from './pages';
import { Tabs } from './tabs';
import { openDialog, TopBar } from './top_bar';

const PAGES: Record<string, FunctionComponent> = {
  start: StartPage,
  live: LivePage,
  failures: FailuresPage,
  exceptions: ExceptionsPage,
  slaves: SlavesPage,
  logs: LogsPage,
  ratios: RatiosPage,
  verdicts: VerdictsPage,
  runs: RunsPage,
  run: RunPage,
  compare: ComparePage,
  downloads: DownloadsPage,
};

function Page() {
  const Content = PAGES[page.value];
  if (!Content || live.overview.value === null) {
    return (
      <>
        <Loading height={44} />
        <Loading height={240} />
        <Loading height={320} />
      </>
    );
  }
  return <Content key={page.value} />;
}

function OpenDialog() {
  switch (openDialog.value) {
    case 'stop':
      return <StopDialog />;
    case 'edit':
      return <EditDialog />;
    case 'marker':
      return <MarkerDialog />;
    case 'help':
      return <HelpDialog />;
    case 'spawn':
      return <SpawnDialog onClose={() => (openDialog.value = null)} />;
    case null:
      return null;
  }
}

export function Frame() {
  const main = useRef<HTMLElement>(null);
  const title = pages.value.find(({ id }) => id === page.value)?.title;
  useEffect(() => {
    const test = live.overview.value?.test.name;
    document.title = [title, test, 'Acrida'].filter(Boolean).join(' · ');
  }, [title, live.overview.value]);
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the page
      </a>
      <header class="top">
        <TopBar />
        <Tabs />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Page />
      </main>
      <OpenDialog />
      <div class={notice.value?.bad ? 'notice bad' : 'notice'} role="status">
        {notice.value?.text}
      </div>
    </>
  );
}
