// DownloadsPage: the run's figures as files, with their addresses for scripts.
import { tell } from '../app';
import { Icon } from '../parts/icon';

interface FileInfo {
  path: string;
  title: string;
  text: string;
  kind: string;
}

const FILES: FileInfo[] = [
  {
    path: '/stats/report?download=1',
    title: 'Report',
    kind: 'HTML',
    text: 'One file that opens without a network, with charts, tables and the verdict.',
  },
  {
    path: '/stats/requests/csv',
    title: 'Requests',
    kind: 'CSV',
    text: "A row for each request and all together, with percentiles; Locust's columns.",
  },
  {
    path: '/stats/failures/csv',
    title: 'Failures',
    kind: 'CSV',
    text: 'Count, first and last time of each failure.',
  },
  {
    path: '/exceptions/csv',
    title: 'Exceptions',
    kind: 'CSV',
    text: 'What the test threw, with stacks and slaves.',
  },
  {
    path: '/stats/metrics/csv',
    title: 'Metrics',
    kind: 'CSV',
    text: "The test's own counters, gauges, trends and transactions.",
  },
  {
    path: '/stats/requests_full_history/csv',
    title: 'Full history',
    kind: 'CSV',
    text: 'Each second of each request; needs a master started with --csv and --csv-full-history.',
  },
  {
    path: '/stats/requests',
    title: 'State as JSON',
    kind: 'JSON',
    text: "What scripts read while a run goes on; Locust's shape.",
  },
  {
    path: '/metrics',
    title: 'Metrics for Prometheus',
    kind: 'text',
    text: 'What a Prometheus server asks for each few seconds.',
  },
];

export function DownloadsPage() {
  const copy = async (path: string) => {
    try {
      await navigator.clipboard.writeText(new URL(path, location.href).href);
      tell('The address is copied');
    } catch {
      tell(new URL(path, location.href).href);
    }
  };
  return (
    <>
      <div class="page-head">
        <h1>Downloads</h1>
        <p>of the run as it is now</p>
      </div>
      <ul class="files">
        {FILES.map(({ path, title, text, kind }) => (
          <li class="card file" key={path}>
            <Icon name="file" size={24} />
            <div>
              <h2>
                {title} <span class="muted count">{kind}</span>
              </h2>
              <p class="muted">{text}</p>
              <code>{path}</code>
            </div>
            <div class="file-actions">
              <a class="button primary" href={path} download aria-label={`Download ${title}`}>
                Download
              </a>
              <button onClick={() => void copy(path)} aria-label={`Copy address of ${title}`}>
                Copy address
              </button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
