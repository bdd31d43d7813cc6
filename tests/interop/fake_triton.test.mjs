// The fake CloudAPI against the clients of those who made the real one: `triton` and `smartdc`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { FakeTriton } from '../support/cloud/fake_triton.mjs';
import { fingerprintOf } from '../support/cloud/http_signature.mjs';

const require = createRequire(import.meta.url);
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'acrida-triton-'));
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const fingerprint = fingerprintOf(createPublicKey(publicKey));
let fake, url, client;

const listen = (one) =>
  new Promise((done) => {
    const server = createServer((request, response) => one.serve(request, response));
    server.listen(0, '127.0.0.1', () => {
      server.unref();
      done(`http://127.0.0.1:${server.address().port}`);
    });
  });

/// The command-line client, as users have it: with a key in ~/.ssh.
const triton = async (...words) => {
  const { stdout } = await run(process.execPath, [require.resolve('triton/bin/triton'), ...words], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TRITON_URL: url,
      TRITON_ACCOUNT: 'acrida',
      TRITON_KEY_ID: fingerprint,
    },
  });
  return stdout;
};
const rows = async (...words) =>
  (await triton(...words))
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
/// What takes time in the fake is over.
const settled = () => new Promise((done) => setTimeout(done, 60));
const call = (name, ...words) => promisify(client[name].bind(client))(...words);

before(async () => {
  mkdirSync(join(folder, '.ssh'));
  writeFileSync(join(folder, '.ssh', 'id_rsa'), privateKey, { mode: 0o600 });
  fake = new FakeTriton({ keys: [{ name: 'laptop', pem: publicKey }] });
  url = await listen(fake);
  client = require('smartdc').createClient({
    url,
    account: 'acrida',
    noCache: true,
    retry: false,
    sign: require('smartdc').privateKeySigner({
      key: privateKey,
      keyId: fingerprint,
      user: 'acrida',
    }),
  });
});
after(() => {
  client.client.close();
  rmSync(folder, { recursive: true, force: true });
});

test('triton: a template becomes an image, the image a machine with tags, and that ends', async () => {
  const { login } = JSON.parse(await triton('account', 'get', '-j'));
  assert.equal(login, 'acrida');
  const {
    images: [base],
    packages: [size],
  } = fake.state();
  await triton(
    'instance',
    'create',
    '-n',
    'template',
    '-t',
    'acrida=slave-template',
    base.id,
    size.name,
  );
  await settled();
  await triton('instance', 'stop', 'template');
  await settled();
  await triton('image', 'create', 'template', 'slaves', '1.0');
  await settled();
  await triton(
    'instance',
    'create',
    '-n',
    'slave-1',
    '-t',
    'acrida=slave',
    '-m',
    'acrida-environment=A=1',
    'slaves@1.0',
    size.name,
  );
  await settled();
  const [machine, ...others] = await rows('instance', 'list', '-j', 'tag.acrida=slave');
  assert.deepEqual([machine.name, machine.state, others.length], ['slave-1', 'running', 0]);
  assert.deepEqual(machine.tags, { acrida: 'slave' });
  await triton('instance', 'tag', 'set', '-w', 'slave-1', 'acrida-run=shop');
  const told = JSON.parse(await triton('instance', 'get', 'slave-1'));
  assert.equal(told.tags['acrida-run'], 'shop');
  assert.equal(told.metadata['acrida-environment'], 'A=1');
  await triton('instance', 'delete', '-f', 'slave-1');
  assert.equal((await rows('instance', 'list', '-j')).length, 1);
});

test('triton: errors are understood as such', async () => {
  fake.faults = [
    { call: 'CreateMachine', status: 503, code: 'InsufficientCapacity', message: 'none left' },
  ];
  fake.calls = {};
  const {
    images: [base],
  } = fake.state();
  await assert.rejects(
    triton('instance', 'create', base.id, 'g4-general-4G'),
    /error creating instance: none left/,
  );
  await assert.rejects(
    run(process.execPath, [require.resolve('triton/bin/triton'), 'account', 'get'], {
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        TRITON_URL: url,
        TRITON_ACCOUNT: 'another',
        TRITON_KEY_ID: fingerprint,
      },
    }),
    /InvalidCredentials/,
  );
});

test('smartdc: machines, tags, metadata, states', async () => {
  const [image] = await call('listImages');
  const made = await call('createMachine', {
    image: image.id,
    package: 'g4-general-4G',
    name: 'by-sdk',
    'tag.acrida': 'slave',
  });
  assert.equal(made.state, 'provisioning');
  const clash = await call('createMachine', {
    image: image.id,
    package: 'g4-general-4G',
    name: 'by-sdk',
  }).catch((error) => error);
  assert.deepEqual(
    [clash.statusCode, clash.restCode ?? clash.body?.code],
    [409, 'ValidationFailed'],
  );
  await settled();
  const listed = await call('listMachines', { 'tag.acrida': 'slave' });
  assert.equal((listed.machines ?? listed).length, 1);
  assert.deepEqual(await call('addMachineTags', made.id, { more: 'yes' }), {
    acrida: 'slave',
    more: 'yes',
  });
  await call('updateMachineMetadata', made.id, { key: 'value' });
  assert.equal((await call('getMachineMetadata', made.id)).key, 'value');
  await call('stopMachine', made.id);
  await settled();
  assert.equal((await call('getMachine', made.id, true)).state, 'stopped');
  await call('deleteMachine', made.id);
  const gone = await call('getMachine', made.id, true).catch((error) => error);
  assert.equal(gone.statusCode ?? 410, 410);
});

test('both dialects of signatures are verified, and a wrong one is not taken', async () => {
  const date = new Date().toUTCString();
  const ask = (authorization, at = date) =>
    fetch(`${url}/acrida`, {
      headers: { date: at, authorization, 'accept-version': '~9', connection: 'close' },
    }).then(({ status }) => status);
  const old = (text) =>
    `Signature keyId="/acrida/keys/laptop",algorithm="rsa-sha256" ${sign('sha256', Buffer.from(text), privateKey).toString('base64')}`;
  assert.equal(await ask(old(date)), 200);
  assert.equal(await ask(old('another date')), 401);
  const newer = (target) => {
    const text = `(request-target): ${target}\ndate: ${date}`;
    return `Signature keyId="/acrida/keys/${fingerprint}",algorithm="rsa-sha256",headers="(request-target) date",signature="${sign('sha256', Buffer.from(text), privateKey).toString('base64')}"`;
  };
  assert.equal(await ask(newer('get /acrida')), 200);
  assert.equal(await ask(newer('delete /acrida')), 401);
  const late = new Date(Date.now() - 400_000).toUTCString();
  assert.equal(await ask(old(late), late), 400);
  assert.equal(await ask('Basic YTpi'), 401);
});
