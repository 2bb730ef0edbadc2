import { NO_HANDLE } from '#contract';
import { count, countOf, forgetCounts } from '../marks.js';
import { defineInvariant } from '../properties.js';
import { groupByTopology, hasToldMember } from '../relations/members.js';
import { fileBehind, isSpaceOf, targetOf } from '../relations/targets.js';

/** Falls when a second open, of whatever user, is let in. */
export const vfioDeviceOpenOnce = defineInvariant({
  id: 'vfio-device-open-once',
  claim: 'A device is open through at most one VFIO file.',
  why: 'Two virtual machines would program one device, and each reach the memory of the other.',
  kernel: 'vfio_df_ioctl_bind_iommufd (6.12)',
  facts: ['I39'],
  formula: '∀ f ≠ f′ open VFIO files: device(f) ≠ device(f′)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'vfio-open-refused-open',
  violation({ files }) {
    forgetCounts();
    for (const key in files) {
      const file = files[key]!;
      if (file.kind !== 'vfio') continue;
      count(file.device);
      if (countOf(file.device) === 1) continue;
      return { reason: `dev${file.device} is open twice`, at: [`f${key}`, `dev${file.device}`] };
    }
    return undefined;
  },
});

/** Falls when an attach, a detach or a removal changes the slot or the record, but not both. */
export const vfioRecordAgreesWithSlots = defineInvariant({
  id: 'vfio-record-agrees-with-slots',
  claim:
    'The record of a VFIO file names exactly the PASIDs at which its address spaces are attached, all in the group of its device; only where no member is left that could send may a record outlast its slots.',
  why: 'The close detaches what the record names: what is not in it stays open to a virtual machine that is gone.',
  kernel: 'vfio_df_ioctl_attach_pt, iommufd_device_detach (6.15)',
  facts: [],
  formula:
    '∀ f, p: p ∈ record(f) ⇔ slot(group(device(f)), p) → f, where some member is plugged and capable; slot(g, p) → f implies g = group(device(f)) and p ∈ record(f)',
  profiles: ['reference'],
  callers: 'lawful',
  antecedent: 'vfio-attached',
  violation(state) {
    const { groups, files } = state;
    for (let group = 0; group < groups.length; group++) {
      const { slots } = groups[group]!;
      for (const key in slots) {
        const { domain } = slots[key]!;
        if (targetOf(state, domain) !== 'file') continue;
        const id = fileBehind(state, domain);
        const file = files[id];
        if (file?.kind === 'mdev') continue;
        const isOfGroup = file?.kind === 'vfio' && groupByTopology(state, file.device) === group;
        if (isOfGroup && file.pasids.some((held) => held === Number(key))) continue;
        return {
          reason: `pasid ${key} leads to f${id}, whose record does not name it there`,
          at: [`f${id}`, `g${group}`],
        };
      }
    }
    for (const key in files) {
      const file = files[key]!;
      if (file.kind !== 'vfio') continue;
      const group = groupByTopology(state, file.device);
      if (file.pasids.length === 0 || !hasToldMember(state, group)) continue;
      for (let at = 0; at < file.pasids.length; at++) {
        const slot = groups[group]?.slots[file.pasids[at]!];
        if (slot !== undefined && isSpaceOf(state, Number(key), slot.domain)) continue;
        return {
          reason: `f${key} has pasid ${file.pasids[at]} in its record, which does not lead to it`,
          at: [`f${key}`, `g${group}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a guest's entry outlives the attachment, or a second one leads to the same id. */
export const guestMapConfined = defineInvariant({
  id: 'guest-map-confined',
  claim:
    'The map of a guest leads from numbers that a guest may use, each to another PASID, and only to PASIDs that were attached through the very file of that guest.',
  why: 'A guest would send work under the PASID of another guest, or of a process of the host.',
  kernel: 'ioasid_attach_spid (series of Feb 2021)',
  facts: ['I64', 'I66'],
  formula:
    '∀ f: guestMap(f) injective, dom guestMap(f) ⊆ 1 .. guestPasids, ran guestMap(f) ⊆ record(f)',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'guest-map-full',
  violation({ files, topology }) {
    for (const key in files) {
      const file = files[key]!;
      if (file.kind !== 'vfio') continue;
      forgetCounts();
      for (const guest in file.guestMap) {
        const pasid = file.guestMap[guest]!;
        count(pasid);
        const isNumber = Number(guest) >= 1 && Number(guest) <= topology.guestPasids;
        const isOwn = file.pasids.some((held) => held === pasid);
        if (isNumber && isOwn && countOf(pasid) === 1) continue;
        return {
          reason: `guest pasid ${guest} leads to pasid ${pasid}, ${isOwn ? 'wrongly' : 'which this guest does not have'}`,
          at: [`f${key}`, `pasid ${pasid}`],
        };
      }
    }
    return undefined;
  },
});

/** Falls when a removal and a close both unbind, or a bond ends under a queue that is open. */
export const workQueueKeepsItsBond = defineInvariant({
  id: 'work-queue-keeps-its-bond',
  claim:
    'A work queue file that has a bond has it on a device that is plugged in, with the group of that device, for the address space of its opener, and a bond has at least as many users as such files.',
  why: 'Work that is submitted through the file runs in whatever address space took the place of the bond.',
  kernel: 'idxd_cdev_open, uacce_queue_drain (6.12): B69',
  facts: ['I18', 'I27', 'I28'],
  formula:
    '∀ f work queue with handle h: h live, mm(h) = mm(f), group(device(h)) = group(device(f)), device(f) plugged; ∀ h: users(h) ≥ |{f : handle(f) = h}|',
  profiles: ['reference'],
  callers: 'lawful',
  antecedent: 'queue-opened',
  violation(state) {
    forgetCounts();
    for (const key in state.files) {
      const file = state.files[key]!;
      if (file.kind !== 'work-queue' || file.handle === NO_HANDLE) continue;
      const handle = state.svaHandles[file.handle];
      count(file.handle);
      const isSound =
        handle !== undefined &&
        handle.mm === file.mm &&
        countOf(file.handle) <= handle.users &&
        groupByTopology(state, handle.device) === groupByTopology(state, file.device) &&
        state.devices[file.device]?.isPlugged === true;
      if (isSound) continue;
      return {
        reason: `f${key} holds handle ${file.handle}, which is no bond of mm${file.mm} with dev${file.device} for it`,
        at: [`f${key}`, `handle ${file.handle}`],
      };
    }
    return undefined;
  },
});

/** Falls when an open takes half of what it needs, or a close leaves half of it. */
export const mdevAgreesWithFile = defineInvariant({
  id: 'mdev-agrees-with-file',
  claim:
    'A mediated device has a PASID exactly while it is open, through exactly one file, which is a file of this mediated device.',
  why: 'A mediated device that nobody has open would keep a PASID, and with it access to the memory of its last opener.',
  kernel: 'vfio_device_fops_cdev_open (6.12); idxd mdev open and close (series): P9',
  facts: ['I39'],
  formula:
    '∀ x created: pasid(x) ≠ 0 ⇔ file(x) ≠ none; file(x) = f implies mdev(f) = x; ∀ f mdev file: file(mdev(f)) = f',
  profiles: ['reference'],
  callers: 'any',
  antecedent: 'mdev-beside-driver',
  violation({ files, mdevs }) {
    for (let mdev = 0; mdev < mdevs.length; mdev++) {
      const part = mdevs[mdev]!;
      if (part.phase !== 'created') continue;
      const file = files[part.file];
      const isOpen = file?.kind === 'mdev' && file.mdev === mdev;
      if (isOpen ? part.pasid !== 0 : part.file === 0 && part.pasid === 0) continue;
      return {
        reason: `mdev${mdev} has pasid ${part.pasid} and names file ${part.file}`,
        at: [`mdev${mdev}`],
      };
    }
    for (const key in files) {
      const file = files[key]!;
      if (file.kind !== 'mdev') continue;
      const part = mdevs[file.mdev];
      if (part?.phase === 'created' && part.file === Number(key)) continue;
      return {
        reason: `f${key} is open on mdev${file.mdev}, which does not know it`,
        at: [`f${key}`, `mdev${file.mdev}`],
      };
    }
    return undefined;
  },
});
