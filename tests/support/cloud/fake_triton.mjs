// A CloudAPI of Triton (SmartDataCenter) on the loopback address, for tests: what its documentation says of
// machines, images, packages, networks, tags and metadata, with signatures that are verified.
//
//   node fake_triton.mjs --key id_rsa.pem.pub [--account a] [--key-name k] [--api 6.5 --user u --password p]
//
// With --api 6.5 it is what Telefonica's InstantServers was: passwords, machines that are cloned
// (POST machines/ID?action=clone) without name or tags, no tags in machines, deletion of stopped ones only.
// Faults and settings: fake_service.mjs; settings of its own are below.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { FakeService, Refusal, optionsOf } from './fake_service.mjs';
import { Authenticator } from './http_signature.mjs';
import { BASE_IMAGE, NETWORKS, PACKAGES } from './triton_catalogue.mjs';
import { tritonCallOf } from './triton_routes.mjs';

const MAX_PAGE = 1_000;
const LISTED_STATES = [
  'provisioning',
  'stopping',
  'active',
  'stopped',
  'running',
  'unknown',
  'destroyed',
];
const RESERVED_TAGS = ['account', 'machine', 'uuid', 'owner_uuid', 'context', 'image'];
const notFound = (what) => new Refusal(404, 'ResourceNotFound', `${what} does not exist`);
const invalid = (message) => new Refusal(409, 'InvalidArgument', message);
const isTag = (key) => key.startsWith('tag.');

export class FakeTriton extends FakeService {
  constructor({ account = 'acrida', keys = [], user, password, isOld = false, settings = {} }) {
    super({
      quota: 1_000,
      capacity: 1_000,
      hidden_lists: 0,
      hidden_gets: 0,
      repeats_pages: false,
      fails_provisioning: 0,
      image_ms: 20,
      tag_ms: 20,
      page_limit: MAX_PAGE,
      ...settings,
    });
    this.account = account;
    this.owner = randomUUID();
    this.isOld = isOld;
    this.authenticator = new Authenticator({ account, keys, user, password });
    this.machines = new Map();
    this.images = new Map([[BASE_IMAGE.id, { ...BASE_IMAGE }]]);
  }

  nameOf(call) {
    return tritonCallOf(call);
  }

  refuse({ status, code, message, retryAfter }) {
    const headers = this.#headers();
    if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
    return { status, headers, body: JSON.stringify({ code, message }) };
  }

  #headers() {
    return {
      'Content-Type': 'application/json',
      'Api-Version': this.isOld ? '6.5.0' : '9.20.0',
      'Request-Id': randomUUID(),
      'x-request-id': randomUUID(),
    };
  }

  carryOut(call, name) {
    this.authenticator.check(call);
    this.#checkVersion(call.headers);
    if (call.given?.is_broken) throw new Refusal(400, 'InvalidContent', 'Invalid JSON');
    if (name === 'Unknown') throw notFound(call.path);
    if (call.part.login !== 'my' && call.part.login !== this.account)
      throw notFound(`account ${call.part.login}`);
    const handler = this[`on${name}`];
    if (!handler)
      throw call.given.action
        ? invalid(`${call.given.action} is not a valid action`)
        : new Refusal(409, 'MissingParameter', 'action is required');
    const { status = 200, headers = {}, value } = handler.call(this, call) ?? {};
    return {
      status,
      headers: { ...this.#headers(), ...headers },
      body: value === undefined ? '' : JSON.stringify(value),
    };
  }

  #checkVersion(headers) {
    const asked = headers['accept-version'] ?? headers['api-version'] ?? headers['x-api-version'];
    if (this.isOld && !headers['x-api-version'])
      throw new Refusal(409, 'MissingHeader', 'X-Api-Version is required');
    if (asked && !this.isOld && !/[*789]/.test(asked))
      throw new Refusal(449, 'InvalidVersion', `${asked} is not supported; supported: 9.20.0`);
  }

  // ---- account, packages, networks

  onGetAccount() {
    return { value: { id: this.owner, login: this.account, email: 'a@example.com' } };
  }
  onListPackages() {
    return { value: PACKAGES };
  }
  onGetPackage({ part }) {
    const found = PACKAGES.find(({ id, name }) => id === part.id || name === part.id);
    if (!found) throw notFound('package');
    return { value: found };
  }
  onListNetworks() {
    return { value: NETWORKS };
  }

  // ---- images

  onListImages({ given }) {
    const images = [...this.images.values()].filter(
      (image) =>
        (given.state === 'all' || image.state === (given.state ?? 'active')) &&
        (given.name === undefined || image.name === given.name) &&
        (given.version === undefined || image.version === given.version),
    );
    return { value: images };
  }
  onGetImage({ part }) {
    return { value: this.#image(part.id) };
  }
  onCreateImageFromMachine({ given }) {
    const machine = this.#machine(given.machine);
    if (!given.name || !given.version)
      throw new Refusal(409, 'MissingParameter', 'name and version are required');
    if (machine.state !== 'stopped')
      throw new Refusal(
        422,
        'PrepareImageError',
        `machine ${machine.id} is ${machine.state}: it must be stopped`,
      );
    const image = {
      id: randomUUID(),
      name: given.name,
      version: given.version,
      os: 'linux',
      type: 'zone-dataset',
      state: 'creating',
      public: false,
      owner: this.owner,
      tags: given.tags ?? {},
      description: given.description ?? '',
    };
    this.images.set(image.id, image);
    setTimeout(() => {
      image.state = this.settings.fails_images ? 'failed' : 'active';
      if (image.state === 'failed')
        image.error = { code: 'PrepareImageDidNotRun', message: 'guest tools are missing' };
      image.published_at = new Date().toISOString();
    }, this.settings.image_ms);
    return { status: 201, value: { ...image } };
  }
  onCloneImage({ part }) {
    const copy = { ...this.#image(part.id), id: randomUUID(), owner: this.owner, public: false };
    this.images.set(copy.id, copy);
    return { value: copy };
  }
  onUpdateImage({ part, given }) {
    if (given.action !== 'update') throw invalid(`${given.action} is not a valid action`);
    const { action, ...changes } = given;
    return { value: Object.assign(this.#image(part.id), changes) };
  }
  onDeleteImage({ part }) {
    this.#image(part.id);
    this.images.delete(part.id);
    return { status: 204 };
  }
  #image(id) {
    const image = this.images.get(id);
    if (!image) throw notFound('image');
    return image;
  }

  // ---- machines

  onListMachines({ given }) {
    if (given.state !== undefined && !LISTED_STATES.includes(given.state))
      throw invalid(`state ${given.state} is invalid`);
    const limit = Math.min(
      Number(given.limit ?? this.settings.page_limit),
      this.settings.page_limit,
    );
    const offset = this.settings.repeats_pages ? 0 : Number(given.offset ?? 0);
    if (!(limit >= 1) || !(offset >= 0)) throw invalid('limit or offset is invalid');
    const wanted = Object.entries(given).filter(([key]) => isTag(key));
    const found = [...this.machines.values()].filter((machine) => {
      if (machine.state === 'deleted' && !given.tombstone) return false;
      if (given.state && given.state !== 'active' && machine.state !== given.state) return false;
      if (given.name !== undefined && machine.name !== given.name) return false;
      if (given.image !== undefined && machine.image !== given.image) return false;
      return wanted.every(([key, value]) => String(machine.tags[key.slice(4)]) === value);
    });
    const shown = found.filter((machine) => !(machine.hidden_lists > 0 && machine.hidden_lists--));
    const page = shown.slice(offset, offset + limit).map((machine) => this.#shown(machine));
    return { value: page, headers: { 'x-query-limit': limit, 'x-resource-count': page.length } };
  }

  onGetMachine({ part }) {
    const machine = this.#known(part.id);
    if (machine.hidden_gets-- > 0) throw notFound('machine');
    return { status: machine.state === 'deleted' ? 410 : 200, value: this.#shown(machine) };
  }

  onCreateMachine({ given }) {
    if (!given.image) throw new Refusal(409, 'MissingParameter', 'image must be specified');
    if (!given.package) throw new Refusal(409, 'MissingParameter', 'package must be specified');
    const image = this.images.get(given.image);
    if (!image || image.state !== 'active') throw invalid(`${given.image} is not a valid image`);
    const size = PACKAGES.find(({ id, name }) => id === given.package || name === given.package);
    if (!size) throw invalid(`${given.package} is not a valid package`);
    if (given.name !== undefined && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(given.name))
      throw invalid('name is invalid');
    for (const id of given.networks ?? [])
      if (!NETWORKS.some((one) => one.id === id)) throw invalid(`network ${id} does not exist`);
    const within = (prefix) =>
      Object.fromEntries(
        Object.entries(given)
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, value]) => [key.slice(prefix.length), value]),
      );
    const machine = this.#add({
      name: given.name,
      image: given.image,
      package: size.name,
      memory: size.memory,
      disk: size.disk,
      tags: within('tag.'),
      metadata: within('metadata.'),
    });
    return {
      status: 201,
      headers: { Location: `/${this.account}/machines/${machine.id}` },
      value: this.#shown(machine),
    };
  }

  onCloneMachine({ part }) {
    if (!this.isOld) throw invalid('clone is not a valid action');
    const { image, package: size, memory, disk, metadata } = this.#machine(part.id);
    const machine = this.#add({
      image,
      package: size,
      memory,
      disk,
      metadata: { ...metadata },
      tags: {},
    });
    return { status: 200, value: this.#shown(machine) };
  }

  onStopMachine({ part }) {
    const machine = this.#machine(part.id);
    if (machine.state !== 'running')
      throw new Refusal(409, 'InvalidState', `the machine is ${machine.state}`);
    machine.state = 'stopping';
    this.halt(machine.id);
    this.#later(machine, 'stopping', 'stopped', this.settings.stop_ms);
    return { status: 202 };
  }
  onStartMachine({ part }) {
    const machine = this.#machine(part.id);
    if (machine.state !== 'stopped')
      throw new Refusal(409, 'InvalidState', `the machine is ${machine.state}`);
    this.#bringUp(machine);
    return { status: 202 };
  }
  onRebootMachine({ part }) {
    this.#machine(part.id);
    return { status: 202 };
  }
  onRenameMachine({ part, given }) {
    this.#checkName(given.name);
    this.#machine(part.id).name = given.name;
    return { status: 202 };
  }
  onDeleteMachine({ part }) {
    const machine = this.#machine(part.id);
    if (this.isOld && !['stopped', 'failed'].includes(machine.state))
      throw new Refusal(409, 'InvalidState', `the machine is ${machine.state}: stop it first`);
    machine.state = 'deleted';
    this.halt(machine.id);
    return { status: 204 };
  }

  #checkName(name) {
    if ([...this.machines.values()].some((one) => one.name === name && one.state !== 'deleted'))
      throw new Refusal(
        409,
        'ValidationFailed',
        `problem creating machine: Invalid VM parameters: alias "${name}" Already exists for this owner_uuid`,
      );
  }

  #add(given) {
    const living = [...this.machines.values()].filter(({ state }) => state !== 'deleted').length;
    if (given.name !== undefined) this.#checkName(given.name);
    if (living >= this.settings.quota)
      throw new Refusal(
        403,
        'QuotaExceeded',
        'Quota exceeded; to have your limits raised please contact support',
      );
    if (living >= this.settings.capacity)
      throw new Refusal(503, 'InsufficientCapacity', 'No compute resources available');
    const id = randomUUID();
    const now = new Date().toISOString();
    const machine = {
      id,
      name: id.slice(0, 8),
      type: 'smartmachine',
      brand: 'joyent',
      state: 'provisioning',
      ips: [],
      created: now,
      updated: now,
      networks: [NETWORKS[0].id],
      firewall_enabled: false,
      ...given,
      hidden_lists: this.settings.hidden_lists,
      hidden_gets: this.settings.hidden_gets,
    };
    if (machine.name === undefined) machine.name = id.slice(0, 8);
    this.machines.set(id, machine);
    this.#bringUp(machine);
    return machine;
  }

  #bringUp(machine) {
    machine.state = 'provisioning';
    const fails = this.settings.fails_provisioning > 0 && this.settings.fails_provisioning--;
    this.#later(
      machine,
      'provisioning',
      fails ? 'failed' : 'running',
      this.settings.boot_ms,
      () => {
        if (fails) return;
        machine.ips = ['10.88.88.' + (50 + (this.machines.size % 200))];
        machine.primaryIp = machine.ips[0];
        this.#bootSlaves(machine);
      },
    );
  }

  /// What the image's user-script does; with the older API the environment comes when it runs already.
  #bootSlaves(machine) {
    const environment = machine.metadata['acrida-environment'];
    if (environment && machine.state === 'running' && !this.processes.has(machine.id))
      this.boot(machine.id, environment, () => (machine.state = 'stopped'));
  }

  #later(machine, from, to, ms, then = () => {}) {
    setTimeout(() => {
      if (machine.state !== from) return;
      Object.assign(machine, { state: to, updated: new Date().toISOString() });
      then();
    }, ms);
  }

  #known(id) {
    const machine = this.machines.get(id);
    if (!machine) throw notFound('machine');
    return machine;
  }
  #machine(id) {
    const machine = this.#known(id);
    if (machine.state === 'deleted')
      throw new Refusal(410, 'ResourceNotFound', 'the machine has been destroyed');
    return machine;
  }

  #shown(machine) {
    const { hidden_lists, hidden_gets, ...shown } = machine;
    if (!this.isOld) return shown;
    const { tags, image, package: size, networks, ...old } = shown;
    return { ...old, dataset: image };
  }

  // ---- tags and metadata

  onListMachineTags({ part }) {
    return { value: this.#machine(part.id).tags };
  }
  onAddMachineTags(call) {
    return this.#tag(call, this.#machine(call.part.id).tags);
  }
  onReplaceMachineTags(call) {
    return this.#tag(call, {});
  }
  // They come a moment later, although the answer has them.
  #tag({ part, body, given }, before) {
    const machine = this.#machine(part.id);
    const added = Object.fromEntries(
      Object.entries(body ? given : {}).filter(([key]) => !RESERVED_TAGS.includes(key)),
    );
    const all = { ...before, ...added };
    setTimeout(() => (machine.tags = { ...all }), this.settings.tag_ms);
    return { value: all };
  }
  onGetMachineTag({ part }) {
    const value = this.#machine(part.id).tags[part.key];
    if (value === undefined) throw notFound('tag');
    return { value };
  }
  onDeleteMachineTag({ part }) {
    delete this.#machine(part.id).tags[decodeURIComponent(part.key)];
    return { status: 204 };
  }
  onDeleteMachineTags({ part }) {
    this.#machine(part.id).tags = {};
    return { status: 204 };
  }
  onListMachineMetadata({ part }) {
    return { value: this.#machine(part.id).metadata };
  }
  onUpdateMachineMetadata({ part, given }) {
    const machine = this.#machine(part.id);
    Object.assign(machine.metadata, given);
    this.#bootSlaves(machine);
    return { value: machine.metadata };
  }
  onDeleteMachineMetadata({ part }) {
    const { metadata } = this.#machine(part.id);
    const key = decodeURIComponent(part.key);
    if (metadata[key] === undefined) throw notFound('metadata key');
    delete metadata[key];
    return { status: 204 };
  }

  // ---- control

  /// {state, tags, name, ...}: a machine of somebody else, a template for instance. Or {image: true, tags, ...},
  /// which is the account's unless it has another `owner`.
  addForeign({ image, ...given }) {
    const id = randomUUID();
    const now = new Date().toISOString();
    const one = image
      ? {
          ...BASE_IMAGE,
          public: false,
          owner: this.owner,
          name: 'image',
          version: '1',
          tags: {},
          ...given,
          id,
        }
      : {
          id,
          name: id.slice(0, 8),
          type: 'smartmachine',
          state: 'running',
          image: BASE_IMAGE.id,
          memory: 4096,
          disk: 51_200,
          package: PACKAGES[0].name,
          ips: ['10.88.88.9'],
          tags: {},
          metadata: {},
          networks: [NETWORKS[0].id],
          created: now,
          updated: now,
          ...given,
        };
    (image ? this.images : this.machines).set(id, one);
    return one;
  }

  state() {
    return {
      machines: [...this.machines.values()],
      images: [...this.images.values()],
      packages: PACKAGES,
      networks: NETWORKS,
    };
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const options = optionsOf(process.argv.slice(2));
  const keys = options.key
    ? [{ name: options['key-name'] ?? 'acrida', pem: readFileSync(options.key) }]
    : [];
  const fake = new FakeTriton({
    account: options.account,
    keys,
    user: options.user,
    password: options.password,
    isOld: options.api === '6.5',
    settings: options['boot-command'] ? { boot_command: options['boot-command'] } : {},
  });
  fake.start(Number(options.port ?? 0));
}
