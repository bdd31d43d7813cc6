// An API server of Kubernetes as far as kubectl and kubernetes.sh ask it: discovery, the objects of one
// namespace, labels, roles, and a kubelet whose pods are processes `acrida slave` on this machine. It
// checks what it is sent: unknown fields, names, labels and rights are refused as the real one does.
//
//   node fake_kubernetes.mjs ACRIDA FOLDER     prints "listening on PORT"; FOLDER gets its certificate and the pods' logs
//
// Tokens: "admin" may all; "system:SERVICEACCOUNT" what the Roles bound to it allow. POST /fake/fault
// {"verb":"create","resource":"jobs","code":429,"reason":"TooManyRequests","message":"..."}: the next such
// call fails. GET /fake/calls: "VERB RESOURCE" of all calls.
import { execFileSync, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [acrida, folder] = process.argv.slice(2);
const NAMESPACE = 'default';

// resource: [group and version, kind]
const RESOURCES = {
  configmaps: ['v1', 'ConfigMap'],
  persistentvolumeclaims: ['v1', 'PersistentVolumeClaim'],
  secrets: ['v1', 'Secret'],
  serviceaccounts: ['v1', 'ServiceAccount'],
  services: ['v1', 'Service'],
  deployments: ['apps/v1', 'Deployment'],
  jobs: ['batch/v1', 'Job'],
  networkpolicies: ['networking.k8s.io/v1', 'NetworkPolicy'],
  roles: ['rbac.authorization.k8s.io/v1', 'Role'],
  rolebindings: ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
};
const VERBS = ['create', 'delete', 'get', 'list', 'patch'];

const objects = new Map(); // "RESOURCE/NAME"
const processes = new Map(); // name of the job: its child process
const calls = [];
let faults = [];
let serial = 0;

class Refusal extends Error {
  constructor(code, reason, message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}
const invalid = (message) => new Refusal(422, 'Invalid', message);

// ---- what objects may be -------------------------------------------------------------------------

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

const METADATA = ['name', 'namespace', 'labels', 'annotations', 'ownerReferences'];
const POD_FIELDS = [
  'automountServiceAccountToken',
  'containers',
  'restartPolicy',
  'securityContext',
  'serviceAccountName',
  'terminationGracePeriodSeconds',
  'volumes',
];
const CONTAINER_FIELDS = [
  'args',
  'command',
  'env',
  'envFrom',
  'image',
  'imagePullPolicy',
  'name',
  'ports',
  'readinessProbe',
  'resources',
  'securityContext',
  'volumeMounts',
];
const SPEC_FIELDS = {
  Job: ['activeDeadlineSeconds', 'backoffLimit', 'suspend', 'template', 'ttlSecondsAfterFinished'],
  Deployment: ['replicas', 'selector', 'strategy', 'template'],
  Service: ['ports', 'selector'],
  NetworkPolicy: ['egress', 'ingress', 'podSelector', 'policyTypes'],
  PersistentVolumeClaim: ['accessModes', 'resources'],
};

function allow(object, fields, where) {
  for (const field of Object.keys(object ?? {}))
    if (!fields.includes(field))
      throw new Refusal(400, 'BadRequest', `unknown field "${where}.${field}"`);
}

function checkLabels(labels, where) {
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (typeof value !== 'string' || value.length > 63 || !LABEL.test(value))
      throw invalid(`${where}.labels: Invalid value: "${value}" of ${key}`);
  }
}

function checkPod(pod, where) {
  allow(pod.metadata, ['annotations', 'labels'], `${where}.metadata`);
  checkLabels(pod.metadata?.labels, `${where}.metadata`);
  allow(pod.spec, POD_FIELDS, `${where}.spec`);
  if (!pod.spec.containers?.length) throw invalid(`${where}.spec.containers: Required value`);
  for (const container of pod.spec.containers) {
    allow(container, CONTAINER_FIELDS, `${where}.spec.containers`);
    if (!container.image || !NAME.test(container.name)) throw invalid('containers: name and image');
    for (const mount of container.volumeMounts ?? [])
      if (!pod.spec.volumes?.some((volume) => volume.name === mount.name))
        throw invalid(`volumeMounts: Not found: "${mount.name}"`);
  }
}

function checkObject(object, resource) {
  const [version, kind] = RESOURCES[resource];
  if (object.apiVersion !== version || object.kind !== kind)
    throw new Refusal(400, 'BadRequest', `${resource} are ${version} ${kind}`);
  allow(object.metadata, METADATA, 'metadata');
  if (object.metadata.name.length > 63 || !NAME.test(object.metadata.name))
    throw invalid(`metadata.name: Invalid value: "${object.metadata.name}"`);
  checkLabels(object.metadata.labels, 'metadata');
  for (const owner of object.metadata.ownerReferences ?? []) {
    const found = [...objects.values()].find((one) => one.metadata.uid === owner.uid);
    if (!found || found.kind !== owner.kind || found.metadata.name !== owner.name)
      throw invalid('ownerReferences: there is no such object');
  }
  if (SPEC_FIELDS[kind]) allow(object.spec, SPEC_FIELDS[kind], 'spec');
  if (object.spec?.template) checkPod(object.spec.template, 'spec.template');
  if (kind === 'Job') {
    if (!['Never', 'OnFailure'].includes(object.spec.template.spec.restartPolicy))
      throw invalid('spec.template.spec.restartPolicy: Required value');
    const deadline = object.spec.activeDeadlineSeconds;
    if (deadline !== undefined && !(Number.isInteger(deadline) && deadline > 0))
      throw invalid('spec.activeDeadlineSeconds: Invalid value');
  }
  if (kind === 'Deployment')
    for (const [key, value] of Object.entries(object.spec.selector.matchLabels))
      if (object.spec.template.metadata.labels[key] !== value)
        throw invalid('spec.selector: does not match');
  if (
    kind === 'Secret' &&
    Object.values(object.stringData ?? {}).some((value) => typeof value !== 'string')
  )
    throw new Refusal(400, 'BadRequest', 'stringData: values are texts');
}

// ---- who may do what -----------------------------------------------------------------------------

function authorize(request, verb, resource) {
  const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === 'admin') return;
  if (!token?.startsWith('system:')) throw new Refusal(401, 'Unauthorized', 'Unauthorized');
  const account = token.slice('system:'.length);
  const group = RESOURCES[resource][0].includes('/') ? RESOURCES[resource][0].split('/')[0] : '';
  for (const binding of objects.values()) {
    if (binding.kind !== 'RoleBinding') continue;
    if (!binding.subjects.some((one) => one.kind === 'ServiceAccount' && one.name === account))
      continue;
    const role = objects.get(`roles/${binding.roleRef.name}`);
    for (const rule of role?.rules ?? [])
      if (
        rule.apiGroups.includes(group) &&
        rule.resources.includes(resource) &&
        rule.verbs.includes(verb)
      )
        return;
  }
  throw new Refusal(
    403,
    'Forbidden',
    `User "${token}" cannot ${verb} resource "${resource}" in the namespace "${NAMESPACE}"`,
  );
}

// ---- the controllers -----------------------------------------------------------------------------

// A pod of a Job that is not suspended, once the secrets are there that it names.
function runJobs() {
  for (const job of objects.values()) {
    const { name } = job.metadata;
    if (job.kind !== 'Job' || job.spec.suspend || processes.has(name) || job.status?.conditions)
      continue;
    const container = job.spec.template.spec.containers[0];
    const secrets = (container.envFrom ?? []).map((one) =>
      objects.get(`secrets/${one.secretRef.name}`),
    );
    if (secrets.includes(undefined)) continue;
    const told = Object.assign({}, ...secrets.map((secret) => secret.stringData));
    const state = `${folder}/${name}`;
    const log = openSync(`${state}.log`, 'a');
    const child = spawn(acrida, container.args, {
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env.PATH,
        XDG_CACHE_HOME: `${state}.cache`,
        XDG_STATE_HOME: `${state}.state`,
        ...told,
      },
    });
    processes.set(name, child);
    job.status = { active: 1, ready: 1 };
    const deadline = setTimeout(
      () => end(job, 'DeadlineExceeded'),
      job.spec.activeDeadlineSeconds * 1000,
    );
    child.on('exit', (code) => {
      clearTimeout(deadline);
      job.status = {
        conditions: [
          code === 0 && !job.fate
            ? { type: 'Complete', status: 'True', message: '' }
            : { type: 'Failed', status: 'True', message: job.fate ?? `exit code ${code}` },
        ],
      };
      if (job.metadata.deletionTimestamp) forget(job);
    });
  }
}

function end(job, fate) {
  job.fate = fate;
  processes.get(job.metadata.name)?.kill('SIGTERM');
}

// With what it owns.
function forget(job) {
  objects.delete(`jobs/${job.metadata.name}`);
  processes.delete(job.metadata.name);
  for (const [key, one] of objects)
    if (one.metadata.ownerReferences?.some((owner) => owner.uid === job.metadata.uid))
      objects.delete(key);
}

// ---- calls ---------------------------------------------------------------------------------------

function discovery(path) {
  if (path === '/version') return { major: '1', minor: '27', gitVersion: 'v1.27.0' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  const versions = [...new Set(Object.values(RESOURCES).map(([version]) => version))];
  if (path === '/apis') {
    const groups = versions
      .filter((version) => version.includes('/'))
      .map((groupVersion) => {
        const [name, version] = groupVersion.split('/');
        return {
          name,
          versions: [{ groupVersion, version }],
          preferredVersion: { groupVersion, version },
        };
      });
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }
  const groupVersion = path === '/api/v1' ? 'v1' : path.replace('/apis/', '');
  if (!versions.includes(groupVersion)) return undefined;
  const resources = Object.entries(RESOURCES)
    .filter(([, [version]]) => version === groupVersion)
    .map(([name, [, kind]]) => ({
      name,
      singularName: kind.toLowerCase(),
      namespaced: true,
      kind,
      verbs: VERBS,
    }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

function selects(selector, object) {
  if (!selector) return true;
  return selector.split(',').every((term) => {
    const [key, value] = term.split('=');
    if (!LABEL.test(value))
      throw new Refusal(400, 'BadRequest', `unable to parse requirement: "${value}"`);
    return object.metadata.labels?.[key] === value;
  });
}

function carryOut(verb, resource, name, query, body) {
  const key = `${resource}/${name}`;
  if (verb === 'list') {
    const [apiVersion, kind] = RESOURCES[resource];
    const items = [...objects.entries()]
      .filter(
        ([one, object]) =>
          one.startsWith(`${resource}/`) && selects(query.get('labelSelector'), object),
      )
      .map(([, object]) => object);
    return { apiVersion, kind: `${kind}List`, metadata: {}, items };
  }
  if (verb === 'create') {
    checkObject(body, resource);
    if (objects.has(`${resource}/${body.metadata.name}`))
      throw new Refusal(409, 'AlreadyExists', `${resource} "${body.metadata.name}" already exists`);
    Object.assign(body.metadata, {
      uid: `uid-${++serial}`,
      namespace: NAMESPACE,
      resourceVersion: `${serial}`,
      creationTimestamp: new Date().toISOString().replace(/\.\d+Z/, 'Z'),
    });
    if (body.kind === 'Job') {
      body.spec.selector = { matchLabels: { 'controller-uid': body.metadata.uid } };
      const labels = { 'controller-uid': body.metadata.uid, 'job-name': body.metadata.name };
      body.spec.template.metadata = {
        ...body.spec.template.metadata,
        labels: { ...body.spec.template.metadata?.labels, ...labels },
      };
    }
    objects.set(`${resource}/${body.metadata.name}`, body);
    return body;
  }
  const object = objects.get(key);
  if (!object) throw new Refusal(404, 'NotFound', `${resource} "${name}" not found`);
  if (verb === 'patch') Object.assign((object.metadata.labels ??= {}), body.metadata?.labels);
  if (verb === 'delete') {
    object.metadata.deletionTimestamp = new Date().toISOString();
    if (processes.get(name)?.exitCode === null) end(object, 'deleted');
    else if (resource === 'jobs') forget(object);
    else objects.delete(key);
  }
  return object;
}

const METHODS = { POST: 'create', PATCH: 'patch', DELETE: 'delete' };

function answer(request, body) {
  const url = new URL(request.url, 'http://fake');
  if (url.pathname === '/fake/calls') return calls;
  if (url.pathname === '/fake/objects') return [...objects.keys()];
  if (url.pathname === '/fake/fault') return (faults.push(body), {});
  const path =
    /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))\/namespaces\/default\/([a-z]+)(?:\/([^/]+))?$/.exec(
      url.pathname,
    );
  if (!path) {
    const found = discovery(url.pathname);
    if (!found) throw new Refusal(404, 'NotFound', `the server could not find ${url.pathname}`);
    return found;
  }
  const [, core, group, resource, name] = path;
  if (RESOURCES[resource]?.[0] !== (core ?? group))
    throw new Refusal(404, 'NotFound', 'no such resource');
  const verb = METHODS[request.method] ?? (name ? 'get' : 'list');
  calls.push(`${verb} ${resource}`);
  authorize(request, verb, resource);
  const fault = faults.find((one) => one.verb === verb && one.resource === resource);
  faults = faults.filter((one) => one !== fault);
  if (fault) throw new Refusal(fault.code, fault.reason, fault.message);
  const result = structuredClone(carryOut(verb, resource, name, url.searchParams, body));
  runJobs();
  return result;
}

// kubectl sends tokens over TLS only; FOLDER/ca.pem is the certificate.
const pem = (name) => `${folder}/${name}.pem`;
execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=fake',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    pem('key'),
    '-out',
    pem('ca'),
  ],
  { stdio: 'ignore' },
);

const server = createServer(
  { key: readFileSync(pem('key')), cert: readFileSync(pem('ca')) },
  async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    let code = request.method === 'POST' ? 201 : 200;
    let result;
    try {
      result = answer(request, text ? JSON.parse(text) : undefined);
    } catch (error) {
      if (!(error instanceof Refusal)) console.error(error);
      code = error.code ?? 500;
      result = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        code,
        reason: error.reason,
        message: error.message,
      };
    }
    response.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(result));
  },
);
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
process.on('SIGTERM', () => {
  for (const child of processes.values()) child.kill('SIGKILL');
  process.exit(0);
});
