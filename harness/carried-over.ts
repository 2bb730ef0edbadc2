import { type Run, Session, type Setting } from './run.js';
import { boot, type Target } from './target.js';

/**
 * The run of a trace, each command of which is given to a fresh machine that was put back to where the
 * one before it was. It is the run that reset leads to, unless a snapshot lacks something.
 */
export function carriedOver(setting: Setting, { trace }: Pick<Run, 'trace'>): Run {
  const { scope, callers, target } = setting;
  let driver: ReturnType<Target['create']> | undefined;
  const forwarding: Target = {
    name: target.name,
    create(topology, platform) {
      const current = (driver = target.create(topology, platform));
      // The port has some fifty methods, and all of them are forwarded alike.
      return new Proxy(current, {
        get: (_, method: keyof typeof current) => (driver![method] as () => unknown).bind(driver),
      });
    },
  };
  const system = boot(forwarding, scope.topology, callers);
  const session = new Session(setting, system);
  for (const command of trace) {
    const snapshot = driver!.snapshot();
    driver = target.create(scope.topology, system.embedding);
    driver.restore(snapshot);
    if (session.step(command) !== undefined) break;
  }
  return session.end();
}
