import type {
  DeviceId,
  DomainId,
  Fault,
  FaultPoint,
  GroupId,
  HandleId,
  MmId,
  Pasid,
  PasidDriver,
  SystemView,
} from '#contract';

/** The calls of the port that the recorded kernel code knows; they answer as the port says. */
export type IommuPort = Pick<
  PasidDriver,
  | 'processSpawn'
  | 'processFork'
  | 'processExit'
  | 'driverProbe'
  | 'driverRemove'
  | 'groupClaim'
  | 'groupRelease'
  | 'deviceClaim'
  | 'deviceRelease'
  | 'groupDefaultDomainReady'
  | 'pasidAllocGlobal'
  | 'pasidFreeGlobal'
  | 'pasidAttach'
  | 'pasidDetach'
  | 'attachHandleGet'
  | 'svaBind'
  | 'svaUnbind'
  | 'svaGetPasid'
>;

/** A failure with what it was recorded to hit; an absent target is whatever comes first. */
export interface TargetedFault extends Fault {
  readonly group?: GroupId;
  readonly mm?: MmId;
}

/** A PASID machine as the replay of one recording drives it; the model and the implementation are two. */
export interface Machine {
  readonly port: IommuPort;
  /** The failures of the next call, in order; nothing of the last call is remembered. */
  prepare(faults: readonly TargetedFault[]): void;
  /** The first failure that the last call did not run into. */
  unmetFault(): FaultPoint | undefined;
  /** Whether the last call printed a WARN. */
  hasWarned(): boolean;

  /** The device whose driver allocated the id for itself, the first if several believe that. */
  holderOf(pasid: Pasid): DeviceId | undefined;
  /** Binds minus unbinds of a live SVA handle. */
  usersOf(handle: HandleId): number | undefined;
  /** Whether the address space is not dropped. */
  isLive(mm: MmId): boolean;
  sight(): Sight;
}

/** Everything that a snapshot tells, by numbers. */
export interface Sight extends Pick<SystemView, 'mms' | 'groups' | 'svaDomains' | 'svaHandles'> {
  readonly pool: readonly number[];
  /** Index: DeviceId; key: PASID. The domain that the driver was last told. */
  readonly hardware: readonly Readonly<Record<number, DomainId>>[];
}
