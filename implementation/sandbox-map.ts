import type { Topology } from '#contract';

/**
 * Which device nodes each sandbox of a topology lists, laid out for the steps.
 *
 *     devSva[s]
 *     vfio[s * devices + d], workQueues[s * devices + d], mediated[s * mdevs + m]     1: listed
 */
export class SandboxMap {
  readonly count: number;
  private readonly devices: number;
  private readonly mdevs: number;
  private readonly devSva: Uint8Array;
  private readonly vfio: Uint8Array;
  private readonly workQueues: Uint8Array;
  private readonly mediated: Uint8Array;

  constructor({ sandboxes, devices, mdevs }: Topology) {
    this.count = sandboxes.length;
    this.devices = devices.length;
    this.mdevs = mdevs;
    this.devSva = new Uint8Array(sandboxes.length);
    this.vfio = new Uint8Array(sandboxes.length * devices.length);
    this.workQueues = new Uint8Array(sandboxes.length * devices.length);
    this.mediated = new Uint8Array(sandboxes.length * mdevs);
    sandboxes.forEach((sandbox, s) => {
      this.devSva[s] = sandbox.devSva ? 1 : 0;
      for (const device of sandbox.vfio) this.vfio[s * this.devices + device] = 1;
      for (const device of sandbox.workQueues) this.workQueues[s * this.devices + device] = 1;
      for (const mdev of sandbox.mdevs) this.mediated[s * mdevs + mdev] = 1;
    });
  }

  listsDevSva(sandbox: number): boolean {
    return this.devSva[sandbox] === 1;
  }

  listsVfio(sandbox: number, device: number): boolean {
    return this.vfio[sandbox * this.devices + device] === 1;
  }

  listsWorkQueue(sandbox: number, device: number): boolean {
    return this.workQueues[sandbox * this.devices + device] === 1;
  }

  listsMdev(sandbox: number, mdev: number): boolean {
    return this.mediated[sandbox * this.mdevs + mdev] === 1;
  }
}
