// How CloudAPI authenticates: signatures over HTTP headers in two dialects, and a password in its version 6.5.
import { createHash, createPublicKey, verify } from 'node:crypto';

import { Refusal } from './fake_service.mjs';

const MAX_SKEW_MS = 300_000;

const sshString = (bytes) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
// A number whose first bit is set would be a negative one.
const sshNumber = (bytes) =>
  sshString(bytes[0] & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);

const curveName = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' };

/// "aa:bb:...", of the key as SSH writes it.
export const fingerprintOf = (key) => {
  const part = key.export({ format: 'jwk' });
  const bytes = (name) => Buffer.from(part[name], 'base64url');
  const blob =
    part.kty === 'RSA'
      ? [sshString(Buffer.from('ssh-rsa')), sshNumber(bytes('e')), sshNumber(bytes('n'))]
      : [
          sshString(Buffer.from(`ecdsa-sha2-${curveName[part.crv]}`)),
          sshString(Buffer.from(curveName[part.crv])),
          sshString(Buffer.concat([Buffer.from([4]), bytes('x'), bytes('y')])),
        ];
  return createHash('md5').update(Buffer.concat(blob)).digest('hex').match(/../g).join(':');
};

const refuse = (message) => {
  throw new Refusal(401, 'InvalidCredentials', message);
};

const fieldsOf = (text) =>
  Object.fromEntries(
    [...text.matchAll(/([a-zA-Z]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );

export class Authenticator {
  constructor({ account, keys, user, password }) {
    this.account = account;
    this.user = user;
    this.password = password;
    this.keys = new Map(); // by name and by fingerprint
    for (const { name, pem } of keys) {
      const key = createPublicKey(pem);
      this.keys.set(name, key).set(fingerprintOf(key), key);
    }
  }

  check({ method, url, headers }) {
    const header = headers.authorization ?? '';
    if (header.startsWith('Basic ')) return this.#checkPassword(header.slice(6));
    if (!header.startsWith('Signature ')) refuse('Authorization header required');
    const skew = Math.abs(Date.now() - Date.parse(headers.date));
    if (!(skew <= MAX_SKEW_MS))
      throw new Refusal(400, 'RequestExpired', 'Date header is too old or too far in the future');
    const fields = fieldsOf(header);
    const key = this.#keyOf(fields.keyId ?? '');
    const [family, hash] = (fields.algorithm ?? '').toLowerCase().split('-');
    if (!['rsa', 'ecdsa'].includes(family) || !['sha256', 'sha384', 'sha512'].includes(hash))
      refuse(`the algorithm ${fields.algorithm} is not known`);
    if ((family === 'rsa') !== (key.asymmetricKeyType === 'rsa'))
      refuse('the algorithm is not that of the key');
    // The older dialect: the signature follows the fields, and is of the date's value alone.
    const isOld = fields.signature === undefined;
    const signature = isOld ? header.slice(header.lastIndexOf(' ') + 1) : fields.signature;
    const names = (fields.headers ?? 'date').split(' ');
    if (!names.includes('date')) refuse('the date must be signed');
    const lines = names.map((name) => {
      if (name === '(request-target)') return `${name}: ${method.toLowerCase()} ${url}`;
      if (headers[name] === undefined) refuse(`the header ${name} is signed and missing`);
      return `${name}: ${headers[name]}`;
    });
    const signed = isOld ? headers.date : lines.join('\n');
    if (!verify(hash, Buffer.from(signed), key, Buffer.from(signature, 'base64')))
      refuse('the signature we calculated does not match the one you sent');
  }

  #keyOf(keyId) {
    const [, account, word, name] = keyId.split('/');
    const key = word === 'keys' && account === this.account && this.keys.get(name);
    if (!key) refuse(`the key ${keyId} is not known`);
    return key;
  }

  #checkPassword(text) {
    if (this.password === undefined) refuse('the scheme Basic is not accepted');
    const [user, ...password] = Buffer.from(text, 'base64').toString().split(':');
    if (user !== this.user || password.join(':') !== this.password)
      refuse('invalid user or password');
  }
}
