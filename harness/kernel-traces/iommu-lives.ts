import { type GroupId, groupId } from '#contract';
import type { IommuCall } from './iommu-lines.js';
import { MmNames } from './iommu-names.js';
import type { IommuScope } from './iommu-scope.js';
import type { Place } from './json-line.js';
import { misplaced } from './shape.js';

/**
 * Which address spaces and handles there are by the record itself. A call that names another one
 * cannot have been recorded: the kernel would have followed a stale pointer.
 */
export class Lives {
  readonly mms = new MmNames();
  readonly #scope: IommuScope;
  /** Every address space that is not dropped: whether a process uses it. */
  readonly #isUsed = new Map<string, boolean>();
  readonly #handles = new Map<string, { readonly mm: string; users: number }>();
  readonly #withoutDefaultDomain: Set<GroupId>;
  #usedCount = 0;

  constructor(scope: IommuScope) {
    this.#scope = scope;
    this.#withoutDefaultDomain = new Set(
      [...scope.topology.groups.entries()]
        .filter(([, { defaultDomain }]) => !defaultDomain)
        .map(([group]) => groupId(group)),
    );
  }

  /** Refuses a call that names what is not there; a new address space gets its number. */
  admit(call: IommuCall, place: Place): void {
    if (call.call === 'mm_init') this.#admitNew('mm', call.mm, place);
    if (call.call === 'fork' || call.call === 'exit' || call.call === 'iommu_sva_bind_device') {
      this.requireUsed('mm', call.mm, place);
    }
    if (call.call === 'fork') this.#admitNew('child', call.child, place);
    if (call.call === 'iommu_sva_bind_device') this.#requireRoom(call.mm, place);
    if (call.call === 'iommu_sva_unbind_device' || call.call === 'iommu_sva_get_pasid') {
      if (!this.#handles.has(call.handle)) {
        throw misplaced('handle', 'a live SVA handle', call.handle, place);
      }
    }
    if (call.call === 'group_default_domain_ready') this.#admitDefaultDomain(call.group, place);
  }

  /** Refuses an address space that no process uses, or that never was. */
  requireUsed(field: string, mm: string, place: Place): void {
    if (this.#isUsed.get(mm) === true) return;
    throw misplaced(field, 'an mm that was made and did not exit', mm, place);
  }

  /**
   * Takes note of a call that both sides answered as the record says. The answer is the handle that
   * is gone with it, if one is.
   */
  note(call: IommuCall): string | undefined {
    if (call.call === 'exit') this.#exited(call.mm, call.dropped);
    if (call.call === 'iommu_sva_bind_device' && call.handle !== undefined) {
      this.#bound(call.handle, call.mm);
    }
    return call.call === 'iommu_sva_unbind_device'
      ? this.#unbound(call.handle, call.dropped)
      : undefined;
  }

  #admitNew(field: string, mm: string, place: Place): void {
    if (this.#isUsed.has(mm)) {
      throw misplaced(field, 'a new name, or that of an mm that is dropped', mm, place);
    }
    const { maxLiveMms } = this.#scope;
    if (this.#usedCount === maxLiveMms) {
      throw misplaced(
        field,
        `one of at most ${maxLiveMms} living mms (scope.maxLiveMms)`,
        mm,
        place,
      );
    }
    this.#isUsed.set(mm, true);
    this.#usedCount += 1;
    this.mms.take(mm);
  }

  #admitDefaultDomain(group: GroupId, place: Place): void {
    if (!this.#withoutDefaultDomain.delete(group)) {
      const name = this.#scope.groupNames[group];
      throw misplaced('group', 'a group without its default domain', name, place);
    }
  }

  #requireRoom(mm: string, place: Place): void {
    const { svaHandles } = this.#scope.topology;
    if (this.#handles.size < svaHandles) return;
    throw misplaced('mm', `bound while there are fewer than ${svaHandles} handles`, mm, place);
  }

  #exited(mm: string, dropped: boolean): void {
    this.#isUsed.set(mm, false);
    this.#usedCount -= 1;
    if (dropped) this.#drop(mm);
  }

  #bound(handle: string, mm: string): void {
    const bond = this.#handles.get(handle);
    if (bond === undefined) this.#handles.set(handle, { mm, users: 1 });
    else bond.users += 1;
  }

  #unbound(handle: string, dropped: boolean): string | undefined {
    const bond = this.#handles.get(handle)!;
    bond.users -= 1;
    if (bond.users > 0) return undefined;
    this.#handles.delete(handle);
    if (dropped) this.#drop(bond.mm);
    return handle;
  }

  #drop(mm: string): void {
    this.#isUsed.delete(mm);
    this.mms.release(mm);
  }
}
