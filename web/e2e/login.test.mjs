// Who may do what: the login page, roles, cookies, and pages of other origins.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { figure, openBrowser, openTab, until } from './browser.mjs';
import { Master, addUser } from './master.mjs';

const PASSWORDS = { ann: 'correct horse', vic: 'only looking' };

let master;
let browser;

before(async () => {
  [master, browser] = await Promise.all([
    Master.run('--data-dir', '.', '--autostart', '-u', '2', '-r', '2', '--names', '20'),
    openBrowser(),
  ]);
  await addUser(master, 'ann', 'operator', PASSWORDS.ann);
  await addUser(master, 'vic', 'viewer', PASSWORDS.vic);
  await until('users', async () => (await fetch(`${master.url}/api/v1/overview`)).status === 401);
});

after(async () => {
  await browser?.close();
  await master?.end();
});

async function signIn(tab, name, password = PASSWORDS[name]) {
  await tab.getByLabel('Name').fill(name);
  await tab.getByLabel('Password').fill(password);
  await tab.getByRole('button', { name: 'Sign in' }).click();
}

test('the page sends to the login; a wrong password is told; the right one comes back', async () => {
  const tab = await openTab(browser, `${master.url}/`);
  await tab.waitForURL(/\/login/);
  await signIn(tab, 'ann', 'wrong horse');
  await tab.getByRole('alert').waitFor();
  assert.deepEqual(await tab.context().cookies(), []);
  await signIn(tab, 'ann');
  await tab.waitForURL((url) => !url.pathname.startsWith('/login'));
  await until('figures', async () => (await figure(tab, 'Users')) === '2');
  const cookies = await tab.context().cookies();
  assert.equal(cookies.length, 1);
  assert.ok(cookies[0].httpOnly);
  assert.equal(cookies[0].sameSite, 'Strict');
  assert.equal(await tab.evaluate(() => document.cookie), '');
  await tab.getByRole('button', { name: 'Stop', exact: true }).waitFor();
  await tab.context().close();
});

test('a viewer sees the run and no commands; the master would refuse them', async () => {
  const tab = await openTab(browser, `${master.url}/`);
  await tab.waitForURL(/\/login/);
  await signIn(tab, 'vic');
  await until('figures', async () => (await figure(tab, 'Users')) === '2');
  for (const name of ['Stop', 'Edit'])
    assert.equal(await tab.getByRole('button', { name, exact: true }).count(), 0, name);
  const status = await tab.evaluate(async () => {
    const headers = { 'X-Requested-With': 'acrida' };
    return (await fetch('/api/v1/run/stop', { method: 'POST', headers, body: '{}' })).status;
  });
  assert.equal(status, 403);
  await tab.goto(`${master.url}/#/start`);
  await tab.getByText('Your role allows to look, not to start runs.').waitFor();
  await tab.context().close();
});

test('a page of another origin can neither read the stream nor send commands', async () => {
  const tab = await openTab(browser, `${master.url}/`);
  await tab.waitForURL(/\/login/);
  await signIn(tab, 'ann');
  await until('figures', async () => (await figure(tab, 'Users')) === '2');
  const evil = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<title>evil</title>');
  });
  await new Promise((done) => evil.listen(0, '127.0.0.1', done));
  const other = await tab.context().newPage();
  await other.goto(`http://127.0.0.1:${evil.address().port}/`);
  const seen = await other.evaluate(async (url) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/stream`);
    const stream = await new Promise((done) => {
      socket.onopen = () => done('open');
      socket.onerror = () => done('refused');
    });
    const headers = { 'X-Requested-With': 'acrida' };
    const attempt = async (init) => {
      try {
        return (await fetch(`${url}/api/v1/run/stop`, { method: 'POST', ...init })).status;
      } catch {
        return 'refused';
      }
    };
    return [stream, await attempt({ headers }), await attempt({ credentials: 'include' })];
  }, master.url);
  assert.deepEqual(seen, ['refused', 'refused', 'refused']);
  assert.equal(await figure(tab, 'Users'), '2', 'the run goes on');
  await tab.context().close();
  await new Promise((done) => evil.close(done));
});
