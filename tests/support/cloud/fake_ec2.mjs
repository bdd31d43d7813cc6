// EC2's Query API on the loopback address, for tests: instances, images, launch templates and tags as its reference
// describes them, with signatures that are verified, and the metadata service of an instance with a role.
//
//   node fake_ec2.mjs [--access-key AKIA --secret-key s --session-token t --region r --boot-command c]
//
// Faults and settings: fake_service.mjs; settings of its own are below.
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';

import { Ec2Images } from './ec2_images.mjs';
import {
  Signatures,
  listOf,
  missing,
  newId,
  parametersOf,
  passes,
  tagsFor,
  tagsOf,
  xmlOf,
} from './ec2_query.mjs';
import { Refusal, optionsOf } from './fake_service.mjs';

const VERSION = '2016-11-15';
const STATES = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};
const CORES = { 't3.micro': 2, 'c5.large': 2, 'c5.4xlarge': 16 };

export class FakeEc2 extends Ec2Images {
  constructor({
    accessKey = 'AKIAFAKE',
    secretKey = 'secret/key+1',
    sessionToken,
    region = 'eu-west-1',
    settings = {},
  }) {
    super({
      vcpu_limit: 10_000,
      capacity: 10_000,
      hidden_lists: 0,
      hidden_gets: 0,
      image_ms: 20,
      page_limit: 1_000,
      record_ms: 3_600_000,
      denied: [],
      has_role: false,
      role_ms: 3_600_000,
      ...settings,
    });
    this.signatures = new Signatures({ accessKey, secretKey, sessionToken, region });
    this.tokens = new Map();
  }

  nameOf(call) {
    if (call.path.startsWith('/latest/')) return 'Metadata';
    call.given = parametersOf(call.method === 'POST' ? call.body : call.query.toString());
    return call.given.Action ?? 'Unknown';
  }

  refuse({ status, code, message, retryAfter }) {
    const headers = { 'Content-Type': 'text/xml;charset=UTF-8' };
    if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
    const errors = { Errors: { Error: { Code: code, Message: message } }, RequestID: randomUUID() };
    return {
      status,
      headers,
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response>${xmlOf(errors)}</Response>`,
    };
  }

  carryOut(call, name) {
    if (name === 'Metadata') return this.#metadata(call);
    this.signatures.check(call);
    if (call.given.Version !== VERSION)
      throw new Refusal(
        400,
        'InvalidParameterValue',
        `the version ${call.given.Version} is not known`,
      );
    const handler = this[`on${name}`];
    if (!handler)
      throw new Refusal(
        400,
        'InvalidAction',
        `The action ${name} is not valid for this web service.`,
      );
    if (this.settings.denied.includes(name))
      throw new Refusal(
        403,
        'UnauthorizedOperation',
        'You are not authorized to perform this operation.',
      );
    if (call.given.DryRun === 'true')
      throw new Refusal(
        412,
        'DryRunOperation',
        'Request would have succeeded, but DryRun flag is set.',
      );
    const value = handler.call(this, call.given);
    return {
      status: 200,
      headers: { 'Content-Type': 'text/xml;charset=UTF-8' },
      body:
        `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="http://ec2.amazonaws.com/doc/${VERSION}/">` +
        `${xmlOf({ requestId: randomUUID(), ...value })}</${name}Response>`,
    };
  }

  // ---- instances

  onRunInstances(given) {
    for (const name of ['MinCount', 'MaxCount']) if (!given[name]) throw missing(name);
    const { ClientToken: token, Action, Version, ...rest } = given;
    const asked = JSON.stringify(rest);
    const before = token && this.tokens.get(token);
    if (before && before.asked !== asked)
      throw new Refusal(
        400,
        'IdempotentParameterMismatch',
        'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
      );
    if (before) return this.#reservation(before.instances);
    const from = this.launchTemplateOf(given.LaunchTemplate);
    const image = given.ImageId ?? from?.data.ImageId;
    if (!image) throw missing('ImageId');
    if (this.images.get(image)?.state !== 'available')
      throw new Refusal(400, 'InvalidAMIID.NotFound', `The image id '[${image}]' does not exist`);
    const type = given.InstanceType ?? from?.data.InstanceType ?? 't3.micro';
    if (!CORES[type])
      throw new Refusal(400, 'InvalidParameterValue', `Invalid value '${type}' for InstanceType.`);
    const count = Number(given.MaxCount);
    const living = [...this.instances.values()].filter(({ state }) => state !== 'terminated');
    const used = living.reduce((sum, one) => sum + CORES[one.type], 0);
    if (used + count * CORES[type] > this.settings.vcpu_limit)
      throw new Refusal(
        400,
        'VcpuLimitExceeded',
        `You have requested more vCPU capacity than your current vCPU limit of ${this.settings.vcpu_limit} allows.`,
      );
    if (living.length + count > this.settings.capacity)
      throw new Refusal(
        500,
        'InsufficientInstanceCapacity',
        `We currently do not have sufficient ${type} capacity in the Availability Zone you requested.`,
      );
    const specified = (kind) => tagsFor(kind, given.TagSpecification);
    const instances = Array.from({ length: count }, () => ({
      id: newId('i'),
      image,
      type,
      token,
      state: 'pending',
      tags: this.settings.loses_tags ? {} : specified('instance'),
      volume_tags: specified('volume'),
      user_data: Buffer.from(given.UserData ?? '', 'base64').toString(),
      subnet: given.SubnetId,
      groups: listOf(given.SecurityGroupId),
      key: given.KeyName,
      metadata_tokens: given.MetadataOptions?.HttpTokens ?? 'optional',
      on_shutdown: given.InstanceInitiatedShutdownBehavior ?? 'stop',
      launched: new Date().toISOString(),
      reason: '',
      hidden_lists: this.settings.hidden_lists,
      hidden_gets: this.settings.hidden_gets,
    }));
    for (const one of instances) {
      this.instances.set(one.id, one);
      this.#bringUp(one);
    }
    if (token) this.tokens.set(token, { asked, instances });
    return this.#reservation(instances);
  }

  #reservation(instances) {
    return {
      reservationId: newId('r'),
      ownerId: '123456789012',
      groupSet: [],
      instancesSet: instances.map((one) => this.#shown(one)),
    };
  }

  #shown(one) {
    return {
      instanceId: one.id,
      imageId: one.image,
      instanceState: { code: STATES[one.state], name: one.state },
      privateDnsName: '',
      dnsName: '',
      reason: one.reason,
      stateReason: one.reason ? { code: one.reason.split(':')[0], message: one.reason } : undefined,
      keyName: one.key,
      amiLaunchIndex: 0,
      instanceType: one.type,
      launchTime: one.launched,
      placement: {
        availabilityZone: `${this.signatures.region}a`,
        groupName: '',
        tenancy: 'default',
      },
      monitoring: { state: 'disabled' },
      subnetId: one.subnet,
      privateIpAddress: one.state === 'running' ? '10.0.0.7' : undefined,
      ipAddress: one.state === 'running' ? '203.0.113.7' : undefined,
      clientToken: one.token ?? '',
      tagSet: tagsOf(one.tags),
      metadataOptions: { state: 'applied', httpTokens: one.metadata_tokens },
    };
  }

  #bringUp(one) {
    one.state = 'pending';
    one.reason = '';
    this.#later(
      one,
      'pending',
      this.settings.fails_launch ? 'terminated' : 'running',
      this.settings.boot_ms,
      () => {
        if (one.state === 'terminated')
          return (one.reason = 'Server.InternalError: Internal error on launch');
        this.boot(one.id, one.user_data, () => this.#shutDown(one));
      },
    );
  }

  // What its own system did.
  #shutDown(one) {
    one.state = one.on_shutdown === 'terminate' ? 'terminated' : 'stopped';
    one.reason = 'Client.InstanceInitiatedShutdown: Instance initiated shutdown';
  }

  #later(one, from, to, ms, then = () => {}) {
    setTimeout(() => {
      if (one.state !== from) return;
      one.state = to;
      then();
    }, ms);
  }

  onDescribeInstances(given) {
    const ids = listOf(given.InstanceId);
    let found = ids.length ? ids.map((id) => this.known(id)) : [...this.instances.values()];
    for (const one of ids.length ? found : [])
      if (one.hidden_gets-- > 0)
        throw new Refusal(
          400,
          'InvalidInstanceID.NotFound',
          `The instance ID '${one.id}' does not exist`,
        );
    found = found.filter((one) =>
      passes(given.Filter, one.tags, {
        'instance-state-name': one.state,
        'client-token': one.token,
        'instance-id': one.id,
        'image-id': one.image,
      }),
    );
    if (!ids.length) found = found.filter((one) => !(one.hidden_lists > 0 && one.hidden_lists--));
    if (given.MaxResults && ids.length)
      throw new Refusal(
        400,
        'InvalidParameterCombination',
        'The parameter instancesSet cannot be used with the parameter maxResults',
      );
    if (given.MaxResults && !(given.MaxResults >= 5 && given.MaxResults <= 1_000))
      throw new Refusal(400, 'InvalidParameterValue', 'MaxResults is from 5 to 1000');
    const { page, nextToken } = this.page(found, given);
    const reservationSet = page.map((one) => this.#reservation([one]));
    return { reservationSet, nextToken };
  }

  onDescribeInstanceStatus(given) {
    const ids = listOf(given.InstanceId);
    const found = [...this.instances.values()].filter(
      (one) =>
        (!ids.length || ids.includes(one.id)) &&
        (given.IncludeAllInstances === 'true' || one.state === 'running'),
    );
    return {
      instanceStatusSet: found.map((one) => ({
        instanceId: one.id,
        instanceState: { code: STATES[one.state], name: one.state },
        systemStatus: { status: 'ok' },
        instanceStatus: { status: one.state === 'running' ? 'ok' : 'not-applicable' },
      })),
    };
  }

  known(id) {
    if (!/^i-[0-9a-f]{8,17}$/.test(id))
      throw new Refusal(400, 'InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
    const one = this.instances.get(id);
    if (!one)
      throw new Refusal(
        400,
        'InvalidInstanceID.NotFound',
        `The instance ID '${id}' does not exist`,
      );
    return one;
  }

  #change(given, states, to, then) {
    const changed = listOf(given.InstanceId).map((id) => this.known(id));
    if (!changed.length) throw missing('InstanceId');
    for (const one of changed)
      if (!states.includes(one.state) && one.state !== to)
        throw new Refusal(
          400,
          'IncorrectInstanceState',
          `The instance '${one.id}' is not in a state from which it can be changed (${one.state}).`,
        );
    return {
      instancesSet: changed.map((one) => {
        const previousState = { code: STATES[one.state], name: one.state };
        if (states.includes(one.state)) then(one);
        return {
          instanceId: one.id,
          currentState: { code: STATES[one.state], name: one.state },
          previousState,
        };
      }),
    };
  }

  onStartInstances(given) {
    return this.#change(given, ['stopped'], 'running', (one) => this.#bringUp(one));
  }
  onStopInstances(given) {
    return this.#change(given, ['running', 'pending', 'stopping'], 'stopped', (one) => {
      one.state = 'stopping';
      this.halt(one.id);
      this.#later(one, 'stopping', 'stopped', this.settings.stop_ms);
    });
  }
  onTerminateInstances(given) {
    return this.#change(
      given,
      ['pending', 'running', 'stopping', 'stopped', 'shutting-down'],
      'terminated',
      (one) => {
        one.state = 'shutting-down';
        one.reason = 'Client.UserInitiatedShutdown: User initiated shutdown';
        this.halt(one.id);
        this.#later(one, 'shutting-down', 'terminated', this.settings.stop_ms);
        setTimeout(() => this.instances.delete(one.id), this.settings.record_ms).unref();
      },
    );
  }

  // ---- the metadata service of an instance

  #metadata({ method, path, headers }) {
    const text = (body) => ({ status: 200, headers: { 'Content-Type': 'text/plain' }, body });
    if (!this.settings.has_role) return { status: 404 };
    if (
      path === '/latest/api/token' &&
      method === 'PUT' &&
      headers['x-aws-ec2-metadata-token-ttl-seconds']
    )
      return text('imds-token');
    if (headers['x-aws-ec2-metadata-token'] !== 'imds-token') return { status: 401 };
    const role = '/latest/meta-data/iam/security-credentials/';
    if (path === role) return text('acrida-master');
    if (path !== `${role}acrida-master`) return { status: 404 };
    const { accessKey, secretKey, sessionToken = '' } = this.signatures;
    return text(
      JSON.stringify({
        Code: 'Success',
        AccessKeyId: accessKey,
        SecretAccessKey: secretKey,
        Token: sessionToken,
        Expiration: new Date(Date.now() + this.settings.role_ms).toISOString().replace(/\.\d+/, ''),
      }),
    );
  }

  // ---- control

  /// {kind: 'instance' | 'image' | 'launch_template', tags, ...}, of somebody else.
  addForeign({ kind, ...given }) {
    if (kind === 'image') return this.addImage(given);
    if (kind === 'launch_template') {
      const one = { id: newId('lt'), name: 'template', tags: {}, data: {}, ...given };
      this.templates.set(one.id, one);
      return one;
    }
    const one = {
      id: newId('i'),
      image: 'ami-0',
      type: 't3.micro',
      state: 'running',
      tags: {},
      volume_tags: {},
      user_data: '',
      groups: [],
      on_shutdown: 'stop',
      launched: new Date().toISOString(),
      reason: '',
      ...given,
    };
    this.instances.set(one.id, one);
    return one;
  }

  state() {
    const all = (map) => [...map.values()];
    return {
      machines: all(this.instances),
      images: all(this.images),
      templates: all(this.templates),
      snapshots: all(this.snapshots),
    };
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const options = optionsOf(process.argv.slice(2));
  const fake = new FakeEc2({
    accessKey: options['access-key'],
    secretKey: options['secret-key'],
    sessionToken: options['session-token'],
    region: options.region,
    settings: options['boot-command'] ? { boot_command: options['boot-command'] } : {},
  });
  fake.start(Number(options.port ?? 0));
}
