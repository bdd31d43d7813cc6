import './theme';
import './style/tokens.css';
import './style/base.css';
import './style/parts.css';
import './style/frame.css';
import './style/charts.css';
import './style/table.css';
import './style/pages.css';
import './style/runs.css';
import './style/print.css';
import { render } from 'preact';

import { report } from './api/embedded';
import { openPlace, startApp } from './app';
import { Frame } from './frame/frame';
import { listenToKeys } from './frame/keyboard';
import { ReportFrame } from './report/report_frame';

function begin(): void {
  const root = document.getElementById('app')!;
  if (report !== null) {
    openPlace(report.place);
    return render(<ReportFrame />, root);
  }
  startApp();
  listenToKeys();
  render(<Frame />, root);
}

// The script of a report comes when its document is there already.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
else begin();
