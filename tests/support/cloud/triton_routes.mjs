// Which call of CloudAPI a request is, and what it gives.
/// [method, path, name of the call]; `:x` is a segment.
const ROUTES = [
  ['GET', '/:login', 'GetAccount'],
  ['GET', '/:login/packages', 'ListPackages'],
  ['GET', '/:login/packages/:id', 'GetPackage'],
  ['GET', '/:login/networks', 'ListNetworks'],
  ['GET', '/:login/images', 'ListImages'],
  ['POST', '/:login/images', 'CreateImageFromMachine'],
  ['GET', '/:login/images/:id', 'GetImage'],
  ['POST', '/:login/images/:id', 'UpdateImage'],
  ['DELETE', '/:login/images/:id', 'DeleteImage'],
  ['GET', '/:login/machines', 'ListMachines'],
  ['POST', '/:login/machines', 'CreateMachine'],
  ['GET', '/:login/machines/:id', 'GetMachine'],
  ['POST', '/:login/machines/:id', 'UpdateMachine'],
  ['DELETE', '/:login/machines/:id', 'DeleteMachine'],
  ['GET', '/:login/machines/:id/tags', 'ListMachineTags'],
  ['POST', '/:login/machines/:id/tags', 'AddMachineTags'],
  ['PUT', '/:login/machines/:id/tags', 'ReplaceMachineTags'],
  ['DELETE', '/:login/machines/:id/tags', 'DeleteMachineTags'],
  ['GET', '/:login/machines/:id/tags/:key', 'GetMachineTag'],
  ['DELETE', '/:login/machines/:id/tags/:key', 'DeleteMachineTag'],
  ['GET', '/:login/machines/:id/metadata', 'ListMachineMetadata'],
  ['POST', '/:login/machines/:id/metadata', 'UpdateMachineMetadata'],
  ['DELETE', '/:login/machines/:id/metadata/:key', 'DeleteMachineMetadata'],
].map(([method, path, name]) => ({
  method,
  name,
  pattern: new RegExp(`^${path.replace(/:([a-z]+)/g, '(?<$1>[^/]+)')}/?$`),
}));

const ACTIONS = {
  stop: 'StopMachine',
  start: 'StartMachine',
  reboot: 'RebootMachine',
  clone: 'CloneMachine',
  rename: 'RenameMachine',
};

const givenIn = ({ query, body, headers }) => {
  const given = Object.fromEntries(query);
  if (!body) return given;
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  try {
    return {
      ...given,
      ...(isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body)),
    };
  } catch {
    return { ...given, is_broken: true };
  }
};

/// The call's name; it gets `part` (of its path) and `given` (query and body).
export const tritonCallOf = (call) => {
  for (const { method, pattern, name } of ROUTES) {
    const match = method === call.method && pattern.exec(call.path);
    if (!match) continue;
    call.part = match.groups;
    call.given = givenIn(call);
    if (name === 'UpdateMachine') return ACTIONS[call.given.action] ?? name;
    if (name === 'UpdateImage' && call.given.action === 'clone') return 'CloneImage';
    return name;
  }
  return 'Unknown';
};
