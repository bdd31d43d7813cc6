// EC2's Query API on the wire: parameters, XML, and signatures of version 4.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { Refusal } from './fake_service.mjs';

const MAX_SKEW_MS = 300_000;
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/// "Filter.1.Value.2" => {Filter: {1: {Value: {2: ...}}}}
export const parametersOf = (body) => {
  const all = {};
  for (const [key, value] of new URLSearchParams(body)) {
    const words = key.split('.');
    let place = all;
    for (const word of words.slice(0, -1)) place = place[word] ??= {};
    place[words.at(-1)] = value;
  }
  return all;
};

/// {1: a, 2: b} => [a, b]
export const listOf = (numbered) =>
  Object.keys(numbered ?? {})
    .sort((a, b) => a - b)
    .map((key) => numbered[key]);

const escaped = (value) => String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/// Arrays are <item>s; what is undefined is left out.
export const xmlOf = (value) => {
  if (Array.isArray(value)) return value.map((one) => `<item>${xmlOf(one)}</item>`).join('');
  if (value === null || typeof value !== 'object') return escaped(value);
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => `<${key}>${xmlOf(one)}</${key}>`)
    .join('');
};

const encoded = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export const newId = (kind) => `${kind}-${randomBytes(9).toString('hex').slice(0, 17)}`;
export const tagsOf = (tags) => Object.entries(tags).map(([key, value]) => ({ key, value }));
export const asTags = (list) =>
  Object.fromEntries(listOf(list).map(({ Key, Value }) => [Key, Value ?? '']));
export const missing = (name) =>
  new Refusal(400, 'MissingParameter', `The request must contain the parameter ${name}`);
/// '*' and '?' are wildcards, unless a backslash goes before.
const fits = (pattern, value) => {
  const source = pattern.replace(/\\.|[\s\S]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return part.at(-1).replace(/[.*+?^${}()|[\]\\]/, '\\$&');
  });
  return new RegExp(`^${source}$`).test(value ?? '');
};

/// Whether something with these tags and fields has passed the filters.
export const passes = (filters, tags, fields) =>
  listOf(filters).every(({ Name, Value }) => {
    const values = listOf(Value);
    if (Name.startsWith('tag:'))
      return values.some((one) => Name.slice(4) in tags && fits(one, tags[Name.slice(4)]));
    if (Name === 'tag-key') return values.some((one) => one in tags);
    if (!(Name in fields))
      throw new Refusal(400, 'InvalidParameterValue', `The filter '${Name}' is invalid`);
    return values.some((one) => fits(one, fields[Name]));
  });

/// Tags of a TagSpecification, of this kind of resource.
export const tagsFor = (kind, specifications) =>
  Object.assign(
    {},
    ...listOf(specifications)
      .filter(({ ResourceType }) => ResourceType === kind)
      .map(({ Tag }) => asTags(Tag)),
  );

export class Signatures {
  constructor({ accessKey, secretKey, sessionToken, region }) {
    Object.assign(this, { accessKey, secretKey, sessionToken, region });
  }

  check({ method, path, query, headers, body }) {
    const match =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/ec2\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
        headers.authorization ?? '',
      );
    if (!match)
      throw new Refusal(
        401,
        'AuthFailure',
        'AWS was not able to validate the provided access credentials',
      );
    const [, key, day, region, names, signature] = match;
    const time = headers['x-amz-date'] ?? '';
    const at = Date.parse(time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    if (!(Math.abs(Date.now() - at) <= MAX_SKEW_MS))
      throw new Refusal(400, 'RequestExpired', 'Request has expired.');
    if (key !== this.accessKey)
      throw new Refusal(
        401,
        'AuthFailure',
        'AWS was not able to validate the provided access credentials',
      );
    if (region !== this.region)
      throw new Refusal(
        400,
        'SignatureDoesNotMatch',
        `Credential should be scoped to a valid region, not '${region}'.`,
      );
    if ((headers['x-amz-security-token'] ?? undefined) !== this.sessionToken)
      throw new Refusal(401, 'AuthFailure', 'the session token is missing or not valid');
    const signed = names.split(';');
    for (const needed of ['host', ...(this.sessionToken ? ['x-amz-security-token'] : [])])
      if (!signed.includes(needed))
        throw new Refusal(403, 'SignatureDoesNotMatch', `the header ${needed} is not signed`);
    const canonical = [
      method,
      path,
      [...query]
        .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
        .sort()
        .join('&'),
      ...signed.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
      '',
      names,
      sha256(body),
    ].join('\n');
    const scope = `${day}/${region}/ec2/aws4_request`;
    const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
    let secret = `AWS4${this.secretKey}`;
    for (const part of [day, region, 'ec2', 'aws4_request']) secret = hmac(secret, part);
    if (!timingSafeEqual(hmac(secret, text), Buffer.from(signature, 'hex')))
      throw new Refusal(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided.',
      );
  }
}
