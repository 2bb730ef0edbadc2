import type { PasidDriver, Platform, Topology } from '#contract';
import { snapshotOf } from './agreement.js';
import { type Run, Session, type Setting } from './run.js';
import { boot, type Target } from './target.js';

/**
 * The run of a trace, each command of which is given to a fresh machine that was put back to where the
 * one before it was; what it then shows of itself is asked of another one that was put back there. It is
 * the run that reset leads to, unless a snapshot lacks something that a call or a view shows.
 */
export function carriedOver(setting: Setting, { trace }: Pick<Run, 'trace'>): Run {
  const { scope, callers, target } = setting;
  let carried: Carried | undefined;
  const forwarding: Target = {
    name: target.name,
    create: (topology, platform) => (carried = new Carried(target, topology, platform)).driver,
  };
  const session = new Session(setting, boot(forwarding, scope.topology, callers));
  for (const command of trace) {
    carried!.renew();
    if (session.step(command) !== undefined) break;
  }
  return session.end();
}

/** A machine that is made anew from its snapshot wherever that must not matter. */
class Carried {
  /** Whatever is asked of it is asked of the machine that is there now. */
  readonly driver: PasidDriver;
  readonly #make: () => PasidDriver;
  #current: PasidDriver;
  #isInCall = false;

  constructor(target: Target, topology: Topology, platform: Platform) {
    this.#make = () => target.create(topology, platform);
    this.#current = this.#make();
    // The port has some fifty methods, and all of them are forwarded alike.
    this.driver = new Proxy(this.#current, {
      get:
        (_, method: keyof PasidDriver) =>
        (...args: readonly unknown[]) =>
          this.#ask(method, args),
    });
  }

  /** Goes on with a fresh machine. */
  renew(): void {
    this.#current = this.#restored();
  }

  #ask(method: keyof PasidDriver, args: readonly unknown[]): unknown {
    // In the middle of a call there is nothing yet to put another machine back to.
    const asked = method === 'view' && !this.#isInCall ? this.#restored() : this.#current;
    const isOuter = !this.#isInCall;
    this.#isInCall = true;
    try {
      return (asked[method] as (...given: readonly unknown[]) => unknown).apply(asked, [...args]);
    } finally {
      if (isOuter) this.#isInCall = false;
    }
  }

  #restored(): PasidDriver {
    const snapshot = snapshotOf(this.#current);
    if (snapshot === undefined) return this.#current;
    const fresh = this.#make();
    fresh.restore(snapshot);
    return fresh;
  }
}
