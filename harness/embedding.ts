import {
  type DeviceId,
  type DomainId,
  ERRNO,
  type Fault,
  type FaultPoint,
  type GroupId,
  type MemorySite,
  type MmId,
  PASID_LIMIT,
  type Pasid,
  type Platform,
  type ResponseCode,
  type SystemView,
  type Topology,
} from '#contract';
import { holds, refill, type Told } from './told.js';

/**
 * What a system under test stands on here: memory and hardware that fail exactly where the step's
 * faults say, and a record of what each device was last told. The record is the hardware.
 *
 * When a device is told to remove a PASID, the slot must still be occupied (one that is emptied first
 * can be given to somebody else while the device still uses it, I24), and the device must have been
 * told of it before (B23). No state between two steps shows that, so it is looked at here, in the
 * middle of one.
 */
export class Embedding implements Platform {
  /** Per device: the domain each PASID leads to, by what the callbacks were told. */
  readonly hardware: Map<Pasid, DomainId>[];
  /** Per group: the domain outside PASIDs that its members were last put under. */
  readonly groupDomains: ('none' | 'default' | 'blocking')[];
  readonly #topology: Topology;
  readonly #look: () => SystemView;
  /** Per device: how many answers it waits for, by PASID; none with a count of 0. */
  readonly outstanding: Map<Pasid, number>[];
  readonly #isPlugged: boolean[];
  /** What a device was told at a PASID before this call told it something else. */
  readonly #replaced = new Map<number, DomainId>();
  #response: ResponseCode | undefined;
  #faults: readonly Fault[] = [];
  #used = 0;
  #warnings = 0;
  #misuse: string | undefined;
  /** Where it was put back to or seen to be last, and since then: searches and walks ask that all the time. */
  #restored: Told | undefined;
  /** By device: whether it may have been told something since. */
  readonly #isChanged: boolean[];
  /** Whether anybody may have been told something since. */
  #isElsewhere = true;

  /** `look` asks the system under test what it holds; it is made after the embedding it stands on. */
  constructor(topology: Topology, look: () => SystemView) {
    this.#topology = topology;
    this.#look = look;
    this.hardware = topology.devices.map(() => new Map());
    this.outstanding = topology.devices.map(() => new Map());
    this.#isPlugged = topology.devices.map(() => true);
    this.#isChanged = topology.devices.map(() => true);
    this.groupDomains = topology.groups.map(({ defaultDomain }) =>
      defaultDomain ? 'default' : 'none',
    );
  }

  /** Sets the failures of the next call, in the order in which the call must run into them. */
  arm(faults: readonly Fault[]): void {
    this.#faults = faults;
    this.#used = 0;
    this.#warnings = 0;
    this.#misuse = undefined;
    this.#response = undefined;
    if (this.#replaced.size > 0) this.#replaced.clear();
  }

  /** A device is pulled out: what it was told is gone with it. */
  unplug(device: DeviceId): void {
    this.#change(device);
    this.#isPlugged[device] = false;
    this.hardware[device]!.clear();
  }

  /** A device is put in; it was told of nothing. */
  plug(device: DeviceId): void {
    this.#change(device);
    this.#isPlugged[device] = true;
  }

  /** A device asks for a page, and from now on waits for the answer. */
  requestPage(device: DeviceId, pasid: Pasid): void {
    this.#change(device);
    const waiting = this.outstanding[device]!;
    waiting.set(pasid, (waiting.get(pasid) ?? 0) + 1);
  }

  /** Goes back to where devices, their requests and groups were told this. */
  restore(told: Told): void {
    if (this.#restored === told && !this.#isElsewhere) return;
    const { hardware, outstanding, isPlugged, groupDomains } = told;
    for (let device = 0; device < isPlugged.length; device++) {
      if (!this.#isLeftAs(told, device)) {
        refill(this.hardware[device]!, hardware[device]!);
        refill(this.outstanding[device]!, outstanding[device]!);
      }
      this.#isPlugged[device] = isPlugged[device]!;
    }
    for (let group = 0; group < groupDomains.length; group++) {
      this.groupDomains[group] = groupDomains[group]!;
    }
    this.#isKnownAt(told);
  }

  /** What it would have to be told to be here again. */
  get told(): Told {
    return {
      hardware: this.hardware.map((told) => Object.fromEntries(told)),
      outstanding: this.outstanding.map((waiting) => Object.fromEntries(waiting)),
      isPlugged: [...this.#isPlugged],
      groupDomains: [...this.groupDomains],
    };
  }

  /** Whether it is where `restore` leads to. */
  isAt(told: Told): boolean {
    if (this.#restored === told && !this.#isElsewhere) return true;
    const isThere =
      told.isPlugged.every((isPlugged, device) => this.#isPlugged[device] === isPlugged) &&
      this.devicesWereTold(told) &&
      this.groupsWereTold(told);
    if (isThere) this.#isKnownAt(told);
    return isThere;
  }

  /** Whether this is what devices were told last, and what they wait for. */
  devicesWereTold(told: Told): boolean {
    const { hardware, outstanding } = told;
    for (let device = 0; device < hardware.length; device++) {
      if (this.#isLeftAs(told, device)) continue;
      if (!holds(this.hardware[device]!, hardware[device]!)) return false;
      if (!holds(this.outstanding[device]!, outstanding[device]!)) return false;
    }
    return true;
  }

  /** Whether this is what groups were told last. */
  groupsWereTold(told: Told): boolean {
    return told.groupDomains.every((domain, group) => this.groupDomains[group] === domain);
  }

  /** Remembers what devices and groups were told; what is answered leads back there, any number of times. */
  mark(): () => void {
    const hardware = this.hardware.map((told) => [...told]);
    const outstanding = this.outstanding.map((waiting) => [...waiting]);
    const isPlugged = [...this.#isPlugged];
    const groupDomains = [...this.groupDomains];
    return () => {
      this.#restored = undefined;
      this.#isElsewhere = true;
      for (const device of hardware.keys()) {
        this.hardware[device] = new Map(hardware[device]);
        this.outstanding[device] = new Map(outstanding[device]);
        this.#isPlugged[device] = isPlugged[device]!;
      }
      this.groupDomains.splice(0, groupDomains.length, ...groupDomains);
    };
  }

  /** The last answer to a page request that the call gave to a device, if it gave any. */
  get response(): ResponseCode | undefined {
    return this.#response;
  }

  /** What the call did with a device that no lawful caller's call may do, if anything. */
  get misuse(): string | undefined {
    return this.#misuse;
  }

  /** How many of the failures the call ran into. */
  get usedFaults(): number {
    return this.#used;
  }

  /** Whether the call warned. */
  get warned(): boolean {
    return this.#warnings > 0;
  }

  allocate(site: MemorySite): boolean {
    return this.#failure(site) === 0;
  }

  pageTableDmaCompatible(_mm: MmId): boolean {
    return this.#failure('arch_pgtable_dma_compat') === 0;
  }

  setDevPasid(device: DeviceId, pasid: Pasid, domain: DomainId): number {
    if (this.#isPlugged[device] !== true) {
      this.#misuse ??= `told pasid ${pasid} to dev${device}, which is unplugged`;
      return 0;
    }
    // Setting back what a device had before this call cannot fail, so nothing is injected there.
    const key = device * PASID_LIMIT + pasid;
    const before = this.hardware[device]!.get(pasid);
    const isSetBack = this.#replaced.get(key) === domain && before !== undefined;
    const failure = isSetBack ? 0 : this.#failure('set_dev_pasid', device);
    if (failure !== 0) return failure;
    if (before !== undefined) this.#replaced.set(key, before);
    this.#change(device);
    this.hardware[device]!.set(pasid, domain);
    return 0;
  }

  removeDevPasid(device: DeviceId, pasid: Pasid, _domain: DomainId): void {
    if (this.#isPlugged[device] !== true) {
      this.#misuse ??= `removed pasid ${pasid} on dev${device}, which is unplugged`;
      return;
    }
    const { group } = this.#topology.devices[device]!;
    const slots = this.#look().groups.find((each) => each.group === group)?.slots ?? [];
    if (!slots.some((slot) => slot.pasid === pasid)) {
      this.#misuse ??= `removed pasid ${pasid} on dev${device} after its slot was emptied`;
    }
    this.#change(device);
    if (this.hardware[device]?.delete(pasid) !== true) {
      this.#misuse ??= `removed pasid ${pasid} on dev${device}, which was never told of it`;
    }
  }

  allocateSvaDomain(_device: DeviceId, _mm: MmId): number {
    return this.#failure('domain_alloc_sva');
  }

  allocateGroupDomain(_group: GroupId, type: 'blocked' | 'unmanaged'): number {
    return this.#failure(`domain_alloc_${type}`);
  }

  setGroupDomain(group: GroupId, domain: 'default' | 'blocking'): number {
    // Going back to the default domain must not fail, so nothing can be injected there.
    const failure = domain === 'blocking' ? this.#failure('set_group_domain') : 0;
    if (failure !== 0) return failure;
    this.#isElsewhere = true;
    this.groupDomains[group] = domain;
    return 0;
  }

  respond(device: DeviceId, pasid: Pasid, code: ResponseCode): void {
    const waiting = this.outstanding[device]!;
    const count = waiting.get(pasid) ?? 0;
    this.#response = code;
    this.#change(device);
    // One answer too many is kept, as a count below 0, where an invariant finds it.
    if (count === 1) waiting.delete(pasid);
    else waiting.set(pasid, count - 1);
  }

  warn(_reason: string): void {
    this.#warnings += 1;
  }

  #isKnownAt(told: Told): void {
    this.#restored = told;
    this.#isElsewhere = false;
    this.#isChanged.fill(false);
  }

  #change(device: DeviceId): void {
    this.#isChanged[device] = true;
    this.#isElsewhere = true;
  }

  /** Whether a device was left as it was put back, and that is as it was told here: seen at a glance or not at all. */
  #isLeftAs({ hardware, outstanding }: Told, device: number): boolean {
    const restored = this.#restored;
    return (
      restored !== undefined &&
      !this.#isChanged[device]! &&
      restored.hardware[device] === hardware[device] &&
      restored.outstanding[device] === outstanding[device]
    );
  }

  /** Uses up the next fault if it stands at this point: 0, or the negated errno it answers. */
  #failure(at: FaultPoint, device?: DeviceId): number {
    const fault = this.#faults[this.#used];
    if (fault?.at !== at) return 0;
    if (fault.device !== undefined && fault.device !== device) return 0;
    this.#used += 1;
    return -ERRNO[fault.errno];
  }
}
