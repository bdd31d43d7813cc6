import './theme';
import './style/tokens.css';
import './style/base.css';
import './style/parts.css';
import './style/frame.css';
import './style/charts.css';
import './style/table.css';
import './style/pages.css';
import { render } from 'preact';

import { startApp } from './app';
import { Frame } from './frame/frame';
import { listenToKeys } from './frame/keyboard';

document.addEventListener('DOMContentLoaded', () => {
  startApp();
  listenToKeys();
  render(<Frame />, document.getElementById('app')!);
});
