import assert from 'node:assert/strict';
import { everything, implementation, Seen, Session } from '#harness';
import type { Check } from './check.js';
import { STORIES_OF_MANY } from './stories-of-many.js';
import { STORIES } from './story-list.js';

/** Each story, its last call with the failures that it runs into, answers as the model does. */
export const stories: Check = {
  name: 'stories that runs seldom tell, told as the model tells them',
  run() {
    const checks = { ...everything, invariants: [], transitionInvariants: [] };
    const setting = { target: implementation, checks, callers: 'sloppy', path: 'mutable' } as const;
    for (const [about, scope, actions, ...last] of [...STORIES, ...STORIES_OF_MANY]) {
      const session = new Session({ ...setting, scope, seen: new Seen() });
      for (const [at, action] of actions.entries()) {
        const faults = at === actions.length - 1 ? last : [];
        assert.equal(session.step({ action, faults }), undefined, about);
        assert.equal(session.faultsMet, faults.length, about);
      }
    }
  },
};
