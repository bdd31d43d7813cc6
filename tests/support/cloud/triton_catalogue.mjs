// What every account of the fake CloudAPI may use.
import { randomUUID } from 'node:crypto';

export const PACKAGES = [
  {
    id: randomUUID(),
    name: 'g4-general-4G',
    memory: 4096,
    disk: 51_200,
    vcpus: 1,
    default: true,
    version: '1.0.0',
  },
  {
    id: randomUUID(),
    name: 'g4-highcpu-8G',
    memory: 8192,
    disk: 102_400,
    vcpus: 4,
    default: false,
    version: '1.0.0',
  },
];
export const NETWORKS = [{ id: randomUUID(), name: 'Joyent-SDC-Public', public: true }];
export const BASE_IMAGE = {
  id: randomUUID(),
  name: 'base-64',
  version: '24.4.1',
  os: 'smartos',
  type: 'zone-dataset',
  state: 'active',
  public: true,
  owner: randomUUID(),
  tags: {},
  published_at: new Date().toISOString(),
};
