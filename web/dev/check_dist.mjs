// The committed web/dist must be what the sources give: builds it anew and compares byte by byte.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');
const fresh = await mkdtemp(join(tmpdir(), 'acrida-dist-'));
await build({ root, logLevel: 'error', build: { outDir: fresh, emptyOutDir: true } });
const differing = [];
const names = new Set([...(await readdir(fresh)), ...(await readdir(join(root, 'dist')))]);
for (const name of names) {
  const [made, kept] = await Promise.all(
    [fresh, join(root, 'dist')].map((folder) => readFile(join(folder, name)).catch(() => null)),
  );
  if (!made || !kept || !made.equals(kept)) differing.push(name);
}
await rm(fresh, { recursive: true });
if (differing.length > 0) {
  console.error(
    `web/dist differs from its sources: ${differing.join(', ')}; run ./dev web and commit it`,
  );
  process.exit(1);
}
console.log(`web/dist is what its sources give (${names.size} files)`);
