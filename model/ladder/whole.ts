import { device, domain, sandbox, scope, tree } from '../scopes/scope.js';

/** The scope with every kind of action that a search goes a few steps into. */
export const whole = scope('reference', {
  name: 'whole',
  processes: 2,
  users: 2,
  sandboxes: [sandbox({ devSva: true, workQueues: [0], vfio: [0], mdevs: [0] }), sandbox({})],
  mms: 2,
  groups: [true],
  devices: [device(3, 0)],
  domains: [domain(0)],
  attachHandles: 1,
  svaHandles: 2,
  owners: 1,
  files: 2,
  mdevs: 1,
  guestPasids: 1,
  cgroups: tree(),
  limits: [0],
  countMax: 1,
  isEndless: true,
  about:
    'Every action there is, with two of whatever a step can confuse and one of everything else: where the search for the shortest failing sequence ends.',
});
