// The records of a lawful trace of the IOMMU core, for tests to spoil one at a time.
export const header = {
  trace: 'pasid-kernel-trace',
  version: 1,
  family: 'iommu',
  kernel: '6.12.117',
  code: 'drivers/iommu/iommu.c',
  seed: 1,
  sloppy: false,
  scope: {
    size: 'small',
    groups: [
      {
        group: 'g0',
        driver: 'A',
        defaultDomain: true,
        devices: [
          { dev: 'd0', maxPasids: 4 },
          { dev: 'd1', maxPasids: 4 },
        ],
      },
    ],
    ungrouped: [{ dev: 'd2', maxPasids: 0, driver: 'B' }],
    domains: [{ domain: 'D0', type: 'unmanaged', driver: 'A', setDevPasid: true }],
    owners: ['o0'],
    maxLiveMms: 2,
  },
};
export const spawn = { n: 1, call: 'mm_init', mm: 'm0' };
export const bind = {
  n: 2,
  call: 'iommu_sva_bind_device',
  dev: 'd0',
  mm: 'm0',
  ret: 0,
  handle: 'h1',
  pasid: 1,
};
export const fault = { n: 3, inject: 'set_dev_pasid', dev: 'd1', errno: -28 };
export const attach = {
  n: 4,
  call: 'iommu_attach_device_pasid',
  domain: 'D0',
  dev: 'd0',
  pasid: 2,
  handle: 'a1',
  ret: -28,
};
export const snapshot = {
  n: 4,
  state: {
    pool: [1],
    groups: {
      g0: {
        slots: { 1: { domain: 'sva:m0', handle: 'h1' } },
        owner_cnt: 0,
        owner: null,
        domain: 'default',
      },
    },
    hw: { d0: { 1: 'sva:m0' }, d1: { 1: 'sva:m0' }, d2: {} },
    mms: { m0: { pasid: 1, count: 2, alive: true, domains: [{ driver: 'A', users: 1 }] } },
    handles: { h1: { users: 1, dev: 'd0', mm: 'm0' } },
  },
};
